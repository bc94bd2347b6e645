/** Makes events of writes, and hands them to the sink; whatever goes wrong there stays here. */
import { callSite } from '../diagnostics/call-site.js';
import type { CallSite } from '../diagnostics/site.js';
import type { AnyFunction } from '../diagnostics/intercept.js';
import { warn } from '../diagnostics/warn.js';
import { reason } from '../errors.js';
import { MASKED } from './mask.js';
import { type WriteEvent, type WriteFacts, type WriteResult, resultOf, writeEvent } from './event.js';
import type { LogSettings } from './options.js';
import { isFailure } from './sinks.js';
import { isSampled } from './sampling.js';

export class WriteLog {
  logged = 0;
  sampledOut = 0;
  errors = 0;
  readonly #settings: LogSettings;
  /** Whether the sink, or what else is the user's, is at work: writes of its own are not logged, for there would be no end to them. */
  #isBusy = false;
  #hasReported = false;

  constructor(settings: LogSettings) {
    this.#settings = settings;
  }

  get isBusy(): boolean {
    return this.#isBusy;
  }

  /** The id of the trace that the caller is in. */
  traceId(): string | undefined {
    const { traceId } = this.#settings;
    const id: unknown = traceId && this.attempt(traceId);
    return typeof id === 'string' && id !== '' ? id : undefined;
  }

  /** Where the call of `entry` that is under way came from, if that is to be logged. */
  site(entry: AnyFunction | undefined): CallSite | undefined {
    return this.#settings.site ? callSite(entry) : undefined;
  }

  /** Whether a write of which this came may be left out without looking at it any further. */
  skips(result: WriteResult, ids: Pick<WriteFacts, 'batchId' | 'traceId'>): boolean {
    const { sample, sampleBy, sampleFailures } = this.#settings;
    if (typeof sample !== 'number' || (isFailure({ result }) && !sampleFailures) || isSampled(sample, sampleBy, ids)) return false;
    this.sampledOut++;
    return true;
  }

  /** Logs a write that `skips` has not left out. */
  write(facts: WriteFacts): void {
    const { sample, sampleFailures } = this.#settings;
    const isWhole = !sampleFailures && isFailure({ result: resultOf(facts) });
    const rate = typeof sample === 'number' ? sample : undefined;
    let event = writeEvent(facts, { mask: (key) => this.#mask(key), hash: (key) => this.#hash(key) }, isWhole || rate === 1 ? undefined : rate);
    if (typeof sample === 'function' && !isWhole) {
      const said: unknown = this.attempt(() => sample(event)) ?? true;
      const part = typeof said === 'number' && said >= 0 && said <= 1 ? said : said === false ? 0 : 1;
      if (!isSampled(part, this.#settings.sampleBy, facts)) {
        this.sampledOut++;
        return;
      }
      if (part < 1) event = { ...event, sample_rate: part };
    }
    this.#emit(event);
  }

  #emit(event: WriteEvent): void {
    const before = this.errors;
    const settled: unknown = this.attempt(() => this.#settings.sink(event));
    if (this.errors !== before) return;
    this.logged++;
    const wentWell = (): void => { this.#hasReported = false; };
    // What an asynchronous sink is rejected with would else end the process.
    if (!isThenable(settled)) wentWell();
    // Not by its own `then`, which may throw, or call twice.
    else new Promise<void>((resolve) => { resolve(settled as PromiseLike<void>); }).then(wentWell, (error: unknown) => { this.#fail(error); });
  }

  #mask(key: unknown): string {
    return this.attempt(() => this.#settings.mask(key)) ?? MASKED;
  }

  #hash(key: string): string | undefined {
    const hash: unknown = this.attempt(() => this.#settings.hash(key));
    return typeof hash === 'string' ? hash : undefined;
  }

  /** Runs code of the user's; undefined where that throws. */
  attempt<Result>(run: () => Result): Result | undefined {
    const wasBusy = this.#isBusy;
    this.#isBusy = true;
    try {
      return run();
    } catch (error) {
      this.#fail(error);
      return undefined;
    } finally {
      this.#isBusy = wasBusy;
    }
  }

  #fail(error: unknown): void {
    this.errors++;
    if (this.#hasReported) return;
    this.#hasReported = true;
    try {
      const { onError } = this.#settings;
      if (onError !== undefined) onError(error);
      else warn(`a sink of a log of writes, or another function of its options, has thrown (further errors are only counted): ${reason(error)}`, 'WasmapLogWarning', 'WASMAP_LOG');
    } catch {
      // Whoever writes has nothing to do with it.
    }
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  try {
    return typeof value === 'object' && value !== null && typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
  } catch {
    return false;
  }
}
