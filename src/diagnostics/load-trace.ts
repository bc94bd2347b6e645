/** What is told of a load, which is a call of a function that loads for a cache, on the channel `wasmap:cacheload`, while somebody listens. */
import type { ObservedCache } from '../cache/reading.js';
import { now } from '../clock.js';
import { builtin } from './builtin.js';
import { loadChannel } from './channels.js';
import { type Around, Wrapped } from './wrapped.js';

/**
 * What came of a load: `loaded`, also where the function knew no value; `partial`, some of its keys were not; `failed`, none was; `aborted`, nobody wanted it any
 * more by the time it was over.
 */
export type LoadResult = 'loaded' | 'partial' | 'failed' | 'aborted';

/** What a load is told of by: the same object in all its events. Keys and values are not told. */
export interface CacheLoadMessage {
  /** The cache that is loaded for. */
  readonly cache: object;
  /** The cache's `name`. */
  readonly name: string | undefined;
  /** The cache's engine. */
  readonly engine: 'wasm' | 'js';
  /** The kind of its keys. */
  readonly keyKind: string;
  /** Keys that the function was asked for: more than one where it is a `fetchAllMethod`. */
  readonly keys: number;
  /** Whether the cache loads anew by itself what it has, with no caller waiting. */
  readonly isRefresh: boolean;
  /** When it was asked for, and when the function was called, which `loadConcurrency` may have put off: by the clock of `performance.now()`. */
  readonly asked: number;
  /** See `asked`. */
  readonly began: number;
  /** Has the function run inside `around`, as in the message of a batch: to be called at the event `start`. */
  wrap(around: Around): void;
  /** What came of it; in the event `asyncEnd`, as all below. */
  readonly outcome?: LoadResult;
  /** Keys that could not be loaded. */
  readonly failed?: number;
  /** Calls that waited for it besides the one that it was begun for. */
  readonly joined?: number;
  /** What it failed with, or what the first key did. */
  readonly error?: unknown;
}

/** What is known of a load when it is asked for. */
export interface LoadFacts {
  readonly cache: object;
  readonly keys: number;
  readonly isRefresh: boolean;
  /** Aborted when nobody wants it any more. */
  readonly signal: AbortSignal;
  /** Calls that have joined it until now. */
  joined(): number;
}

/** What has come of one key. */
export type LoadOutcome = { readonly value: unknown } | { readonly error: unknown };

type Perform<Outcomes> = () => Promise<Outcomes>;

class LoadTrace extends Wrapped implements CacheLoadMessage {
  readonly cache: object;
  readonly name: string | undefined;
  readonly engine: 'wasm' | 'js';
  readonly keyKind: string;
  readonly keys: number;
  readonly isRefresh: boolean;
  readonly asked = now();
  began = this.asked;
  declare outcome?: LoadResult;
  declare failed?: number;
  declare joined?: number;
  declare error?: unknown;
  readonly #facts: LoadFacts;

  constructor(facts: LoadFacts) {
    super();
    const { settings: { map }, table } = (facts.cache as ObservedCache)._store;
    this.cache = facts.cache;
    this.name = map.name;
    this.engine = table.engine.engine;
    this.keyKind = map.key.name;
    this.keys = facts.keys;
    this.isRefresh = facts.isRefresh;
    this.#facts = facts;
  }

  async run<Outcomes extends readonly LoadOutcome[]>(perform: Perform<Outcomes>): Promise<Outcomes> {
    try {
      const outcomes = await this.inside(perform);
      this.#end(outcomes.filter((outcome) => 'error' in outcome).map(({ error }) => error));
      return outcomes;
    } catch (error) {
      this.#end(Array<unknown>(this.keys).fill(error));
      throw error;
    }
  }

  #end(errors: readonly unknown[]): void {
    const { signal } = this.#facts;
    this.failed = errors.length;
    this.joined = this.#facts.joined();
    if (errors.length > 0) [this.error] = errors;
    if (signal.aborted) this.outcome = 'aborted';
    else if (errors.length === 0) this.outcome = 'loaded';
    else this.outcome = errors.length < this.keys ? 'partial' : 'failed';
  }
}

/**
 * To be called where a load is asked for, by the call that asks; what it returns is called in place of `perform` when the load's turn has come, and tells of it.
 * `perform` itself where nobody listens.
 */
export function tracedLoad<Outcomes extends readonly LoadOutcome[]>(facts: LoadFacts, perform: Perform<Outcomes>): Perform<Outcomes> {
  if (loadChannel() === undefined) return perform;
  const trace = new LoadTrace(facts);
  const inContext = contextOf();
  // Whoever listened may have gone by the time its turn has come.
  return () => inContext(async () => {
    const channel = loadChannel();
    if (channel === undefined) return perform();
    trace.began = now();
    let outcomes: Outcomes | undefined;
    // Not its result, which would be in the message: that would tell of values.
    await channel.tracePromise(async () => { outcomes = await trace.run(perform); }, trace);
    return outcomes!;
  });
}

/** What runs a function in the asynchronous context of now, where the runtime knows any: a load that waits is begun by the end of another. */
function contextOf(): Around {
  const hooks = builtin<{ readonly AsyncLocalStorage?: { snapshot?(): Around } }>('node:async_hooks');
  return hooks?.AsyncLocalStorage?.snapshot?.() ?? ((run) => run());
}
