/** One rival in one cell, in its measuring process: a full cache, and a timed pass a turn over requests that nobody has seen. */
import { collectGarbage, detachOnce } from '../../sampling/process.js';
import { cacheRival } from '../rivals/index.js';
import type { Cache, Requester } from '../rivals/rival.js';
import { RequestStream } from './stream.js';
import type { ThroughputTask, ThroughputTurn } from './task.js';

/** Requests before anything is timed, by entries: the cache is then full, and has evicted for a while, for exponents up to 1.1. */
const WARM_UP = 12;
const QUICK_WARM_UP = 5;
const LEAST_WARM_UP = 1_000_000;
/** Requests made at once, so that the warm-up takes no more memory than a turn. */
const MOST_AT_ONCE = 1_000_000;
/** Of a pass. */
const LEAST_REQUESTS = 200_000;
const QUICK_REQUESTS = 100_000;
/** Not timed, before each pass: other rivals' turns have emptied the processor's caches. */
const LEAD_IN = 50_000;

export class ThroughputTimer {
  readonly #cache: Cache;
  readonly #requester: Requester;
  readonly #stream: RequestStream;
  readonly #requests: number;

  private constructor(cache: Cache, requester: Requester, stream: RequestStream, requests: number) {
    this.#cache = cache;
    this.#requester = requester;
    this.#stream = stream;
    this.#requests = requests;
  }

  /** @throws {AbsentError} when the rival is not here */
  static async open(task: ThroughputTask): Promise<ThroughputTimer> {
    detachOnce();
    const { rival, capacity, keys, seed, quick } = task;
    const { open, requester } = cacheRival(rival);
    const create = await open({ keys, values: 'f64', seed });
    const requests = quick ? QUICK_REQUESTS : Math.min(MOST_AT_ONCE, Math.max(LEAST_REQUESTS, capacity));
    const timer = new ThroughputTimer(create(capacity), requester, new RequestStream(task), requests);
    timer.#send(quick ? QUICK_WARM_UP * capacity : Math.max(LEAST_WARM_UP, WARM_UP * capacity));
    return timer;
  }

  takeTurn(): ThroughputTurn {
    const leadIn = this.#stream.take(LEAD_IN);
    const requested = this.#stream.take(this.#requests);
    collectGarbage();
    leadIn.cut?.();
    const cutting = requested.cut && timeOf(requested.cut);
    leadIn.send(this.#cache, this.#requester);
    let hits = 0;
    const whole = timeOf(() => {
      hits = requested.send(this.#cache, this.#requester);
    });
    const cuttingNs = cutting && (cutting * 1e6) / requested.length;
    const ns = (whole * 1e6) / requested.length - (cuttingNs ?? 0);
    return { ns, cuttingNs, requests: requested.length, hits, entries: this.#cache.size };
  }

  #send(count: number): void {
    for (let done = 0; done < count; done += MOST_AT_ONCE) this.#stream.take(Math.min(MOST_AT_ONCE, count - done)).send(this.#cache, this.#requester);
  }
}

function timeOf(work: () => unknown): number {
  const began = performance.now();
  work();
  return performance.now() - began;
}
