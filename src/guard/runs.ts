/** Single writes in one go: those between two microtasks of the program. */
import type { WriteLoop } from './violation.js';

/** Places of which it is told how many writes they make. */
const MOST_SITES = 100;

interface Run {
  writes: number;
  /** Whether there were too many, and where that was. */
  excess: { readonly site: string | undefined } | undefined;
}

export class Runs {
  readonly #most: number;
  readonly #loops = new Map<string | undefined, { runs: number; writes: number; longest: number }>();
  #run: Run | undefined = undefined;

  constructor(most: number) {
    this.#most = most;
  }

  /** Places that made too many in one go. */
  get loops(): WriteLoop[] {
    return [...this.#loops].map(([site, loop]) => ({ site, ...loop }));
  }

  /** Whether another one would be one too many. */
  get isFull(): boolean {
    return (this.#run?.writes ?? 0) >= this.#most;
  }

  /** Whether that has been told of this run. */
  get isReported(): boolean {
    return this.#run?.excess !== undefined;
  }

  /** There is one too many, from `site`. */
  report(site: string | undefined): void {
    this.#present().excess ??= { site };
  }

  add(): void {
    this.#present().writes++;
  }

  #present(): Run {
    if (this.#run === undefined) {
      const run: Run = { writes: 0, excess: undefined };
      this.#run = run;
      // Not by queueMicrotask, which worklets lack.
      void Promise.resolve().then(() => { this.#end(run); });
    }
    return this.#run;
  }

  #end({ writes, excess }: Run): void {
    this.#run = undefined;
    if (excess === undefined) return;
    let loop = this.#loops.get(excess.site);
    if (loop === undefined) {
      if (this.#loops.size >= MOST_SITES) return;
      this.#loops.set(excess.site, loop = { runs: 0, writes: 0, longest: 0 });
    }
    loop.runs++;
    loop.writes += writes;
    loop.longest = Math.max(loop.longest, writes);
  }
}
