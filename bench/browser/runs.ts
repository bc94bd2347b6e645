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

  get all(): readonly Run[] {
    return this.#runs;
  }

  get full(): boolean {
    return this.#runs.length === MOST_RUNS;
  }

  /** Adds a run under the first letter that is free, which is returned. @throws {RangeError} when there are too many */
  add(report: Report, file?: string): string {
    const letter = LETTERS.find((free) => this.#runs.every((run) => run.letter !== free));
    if (letter === undefined) throw new RangeError(`there is room for ${MOST_RUNS} runs: remove one first`);
    this.#runs = [...this.#runs, { letter, report, file }].sort((a, b) => (a.letter < b.letter ? -1 : 1));
    return letter;
  }

  replace(letter: string, report: Report): void {
    this.#runs = this.#runs.map((run) => (run.letter === letter ? { ...run, report } : run));
  }

  remove(letter: string): void {
    this.#runs = this.#runs.filter((run) => run.letter !== letter);
  }
}

/** "Chrome 150, 22 Nov, 14:03": who and when. */
export function describeRun({ report, file }: Run, locale?: string): string {
  const runtime = report.browser ?? `Node ${report.node ?? ''}`;
  const when = new Date(report.created).toLocaleString(locale, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit' });
  return [`${runtime} on ${report.machine}`, when, ...(file === undefined ? [] : [`from ${file}`])].join(', ');
}
