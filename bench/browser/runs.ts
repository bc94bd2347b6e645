/** The runs that the page shows: this device's and those from files, each with a letter that tells it apart everywhere. */
import type { Report } from '../report/schema.js';

/** More line patterns nobody tells apart. */
export const MOST_RUNS = 5;
const LETTERS = ['A', 'B', 'C', 'D', 'E'];

export interface Run {
  readonly letter: string;
  readonly report: Report;
  /** Where it is from, if not from this page. */
  readonly file: string | undefined;
}

export class Runs {
  #runs: readonly Run[] = [];
  /** That of a run which has nothing to show yet. */
  #reserved: string | undefined;

  get all(): readonly Run[] {
    return this.#runs;
  }

  get full(): boolean {
    return this.#firstFree() === undefined;
  }

  /** Adds a run under the first letter that is free, which is returned. @throws {RangeError} when there are too many */
  add(report: Report, file?: string): string {
    const letter = this.#needFree();
    this.#put({ letter, report, file });
    return letter;
  }

  /** Keeps the first letter that is free for a run that begins, which is returned. @throws {RangeError} when there are too many */
  reserve(): string {
    return (this.#reserved = this.#needFree());
  }

  /** Shows what the run of a reserved letter has by now. */
  report(letter: string, report: Report): void {
    this.#put({ letter, report, file: undefined });
  }

  /** The run is over: its letter is free where it came to nothing. */
  release(): void {
    this.#reserved = undefined;
  }

  remove(letter: string): void {
    this.#runs = this.#runs.filter((run) => run.letter !== letter);
  }

  #firstFree(): string | undefined {
    return LETTERS.find((letter) => letter !== this.#reserved && this.#runs.every((run) => run.letter !== letter));
  }

  #needFree(): string {
    const letter = this.#firstFree();
    if (letter === undefined) throw new RangeError(`there is room for ${MOST_RUNS} runs: remove one first`);
    return letter;
  }

  #put(run: Run): void {
    const others = this.#runs.filter(({ letter }) => letter !== run.letter);
    this.#runs = [...others, run].sort((a, b) => (a.letter < b.letter ? -1 : 1));
  }
}

/** Which of the patterns of lines is the run's, as long as it is shown: whatever else comes and goes. */
export function placeOf({ letter }: Pick<Run, 'letter'>): number {
  return LETTERS.indexOf(letter);
}

/** "Chrome 150, 22 Nov, 14:03": who and when. */
export function describeRun({ report, file }: Run, locale?: string): string {
  const runtime = report.browser ?? `Node ${report.node ?? ''}`;
  const when = new Date(report.created).toLocaleString(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  return [`${runtime} on ${report.machine}`, when, ...(file === undefined ? [] : [`from ${file}`])].join(', ');
}
