/** Where readings are shown: on a terminal in place, or as lines. */
import { createLogUpdate } from 'log-update';
import type { MapFigures } from './figures.js';
import { History } from './history.js';
import { nameOf, renderJson, renderLines, renderTable } from './table.js';

export interface Screen {
  /** `isFirst`: there are no rates yet. */
  show(figures: readonly MapFigures[], isFirst: boolean): void;
  /** There is no reading, and the next is tried in so many seconds. */
  trouble(message: string, seconds: number): void;
  /** Nothing comes any more. */
  end(): void;
}

/** What is used of a terminal. */
export type Terminal = NodeJS.WriteStream;

const clock = (): string => new Date().toTimeString().slice(0, 8);
export const widthOf = (output: Terminal): number => output.columns ?? 80;

/** Draws the table over the last one. */
export class LiveScreen implements Screen {
  readonly #draw: ReturnType<typeof createLogUpdate>;
  readonly #history = new History();
  #shown: readonly MapFigures[] = [];
  #status = '';

  constructor(readonly url: string, readonly output: Terminal) {
    this.#draw = createLogUpdate(output);
  }

  show(figures: readonly MapFigures[]): void {
    this.#shown = figures;
    this.#history.add(new Map(figures.map((one) => [nameOf(one), one.readsPerSecond])));
    this.#status = `${clock()}  Ctrl-C ends`;
    this.#render();
  }

  trouble(message: string, seconds: number): void {
    this.#history.add(new Map());
    this.#status = `${clock()}  ${message}\nTrying again in ${seconds.toFixed(0)} s. Ctrl-C ends`;
    this.#render();
  }

  end(): void {
    // Gives the cursor back, too.
    this.#draw.done();
  }

  #render(): void {
    // Of what is higher than the terminal only the end would be seen.
    const room = Math.max(1, (this.output.rows ?? 24) - 8);
    const shown = this.#shown.slice(0, room);
    const left = this.#shown.length - shown.length;
    const table = shown.length === 0 ? [] : [renderTable(shown, widthOf(this.output), this.#history), ''];
    const more = left === 0 ? [] : [`${left} more: --map <name> shows those that are named`, ''];
    this.#draw([`wasmap watch ${this.url}`, '', ...table, ...more, this.#status].join('\n'));
  }
}

/** Writes lines for files and other programs. */
export class LineScreen implements Screen {
  constructor(readonly render: (figures: readonly MapFigures[], at: Date) => string) {}

  show(figures: readonly MapFigures[], isFirst: boolean): void {
    if (!isFirst) console.log(this.render(figures, new Date()));
  }

  trouble(message: string, seconds: number): void {
    console.error(`wasmap: ${message}; trying again in ${seconds.toFixed(0)} s`);
  }

  end(): void {
    // Nothing is open.
  }
}

export function screenFor(url: string, asJson: boolean, output: Terminal): Screen {
  if (asJson) return new LineScreen((figures, at) => renderJson(figures, url, at));
  return output.isTTY ? new LiveScreen(url, output) : new LineScreen(renderLines);
}
