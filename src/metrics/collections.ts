/**
 * Which collections of garbage came while a batch ran. Node tells of them some turns of the event loop later, with their times, so the times of
 * batches are kept until then. Elsewhere nobody tells, and none are counted.
 */
import type { BatchFigures } from './batch-figures.js';

/** Batches whose times are kept, about a megabyte: at a batch every ten microseconds, more than half a second. */
const KEPT = 2 ** 16;

interface Observer {
  observe(options: { entryTypes: string[] }): void;
  disconnect(): void;
}

interface Collection {
  readonly startTime: number;
  readonly duration: number;
}

interface ObserverConstructor {
  new (tell: (list: { getEntries(): readonly Collection[] }) => void): Observer;
  readonly supportedEntryTypes?: readonly string[];
}

export class CollectionWatch {
  readonly #began = new Float64Array(KEPT);
  readonly #ended = new Float64Array(KEPT);
  readonly #figures: (BatchFigures | undefined)[] = [];
  #first = 0;
  #end = 0;
  readonly #observer: Observer | undefined;

  constructor() {
    const { PerformanceObserver } = globalThis as unknown as { PerformanceObserver?: ObserverConstructor };
    if (PerformanceObserver?.supportedEntryTypes?.includes('gc') !== true) return;
    this.#observer = new PerformanceObserver((list) => { this.#match(list.getEntries()); });
    this.#observer.observe({ entryTypes: ['gc'] });
  }

  /** A batch ran from `began` to `ended`, by the clock of `performance.now()`. O(1). */
  note(began: number, ended: number, figures: BatchFigures): void {
    if (this.#observer === undefined) return;
    if (this.#end - this.#first === KEPT) this.#first++;
    const at = this.#end++ % KEPT;
    this.#began[at] = began;
    this.#ended[at] = ended;
    this.#figures[at] = figures;
  }

  stop(): void {
    this.#observer?.disconnect();
  }

  #match(collections: readonly Collection[]): void {
    for (const { startTime, duration } of collections) {
      for (let i = this.#first; i < this.#end; i++) {
        const at = i % KEPT;
        if (this.#began[at]! <= startTime + duration && startTime <= this.#ended[at]!) this.#figures[at]!.collections++;
      }
    }
    // Batches end in this order, but for a few: those that were over before the last that is known of can be let go.
    const last = collections.at(-1)?.startTime ?? 0;
    while (this.#first < this.#end && this.#ended[this.#first % KEPT]! < last) this.#figures[this.#first++ % KEPT] = undefined;
  }
}
