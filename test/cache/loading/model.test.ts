/**
 * Random schedules against a model that knows nothing of promises: callers come, join, go and force refreshes, keys are written, deleted, evicted, and the source answers in
 * any order. In the model a key has at most one load; a load that the source is asked for and that the model does not know of is an error at once. Played with loading alone,
 * and with whole caches of several kinds.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WasmCache } from '../../../src/cache/index.js';
import { runs } from '../../support/workloads.js';
import { PlainCache } from '../support/plain-host.js';
import { settle } from './source.js';

const KEYS = 3;

type Load = (key: number) => Promise<number | undefined>;
interface CallOptions { readonly forceRefresh: boolean; readonly signal: AbortSignal }

/** What is asked of a cache here, of whatever kinds: keys and values are numbers, by which the subject makes and knows its own. */
interface Subject {
  /** Loads under way. */
  readonly loading: number;
  readonly joined: number;
  fetch(key: number, options: CallOptions): Promise<number | undefined>;
  set(key: number, value: number): void;
  delete(key: number): void;
  clear(): void;
  peek(key: number): number | undefined;
  /** Evicts an entry, `key`'s where it can; returns the key of that which went. */
  evict(key: number): number | undefined;
}

type Make = (load: Load, loadConcurrency: number) => Subject;

const loadingAlone: Make = (fetchMethod, loadConcurrency) => {
  const cache = new PlainCache<number, number>({ fetchMethod, loadConcurrency });
  return {
    get loading() { return cache.loader.size; },
    get joined() { return cache.loader.stats().joined; },
    fetch: (key, options) => cache.loader.fetch(key, options), set: (key, value) => { cache.set(key, value); }, delete: (key) => { cache.delete(key); },
    clear: () => { cache.clear(); }, peek: (key) => cache.peek(key), evict: (key) => { cache.evict(key); return key; },
  };
};

/** Numbers as what a cache of some kind takes, and back. */
interface As<T> { of(n: number): T; back(it: T): number }

const asNumber: As<number> = { of: (n) => n, back: (n) => n };
const asText: As<string> = { of: (n) => `number ${n}`, back: (text) => Number(text.slice(7)) };
const asObject: As<{ readonly n: number }> = { of: (n) => ({ n }), back: ({ n }) => n };
/** Objects that are keys have to be the same. */
const objects = Array.from({ length: KEYS }, (_, n) => ({ n }));
const asSameObject: As<{ readonly n: number }> = { ...asObject, of: (n) => objects[n]! };
/** Of a buffer of its own each time, and overwritten once the call has returned. */
const asBytes: As<Uint8Array> = { of: (n) => new Uint8Array([7, n, 0]), back: (bytes) => bytes[1]! };
const asDate: As<Date> = { of: (n) => new Date(n), back: (date) => date.getTime() };
const dates = { encode: (date: Date, target: Uint8Array) => target.set([date.getTime()]) ?? 1, decode: ([n]: Uint8Array) => new Date(n!) };

const whole = <K, V>(keys: As<K>, values: As<V>, kinds: object): Make => (load, loadConcurrency) => {
  let evicted: number | undefined;
  const cache = new WasmCache<K, V>({
    max: 100, loadConcurrency, ...kinds,
    dispose: (_, key, reason) => { if (reason === 'evict') evicted = keys.back(key); },
    async fetchMethod(key) {
      const value = await load(keys.back(key));
      return value === undefined ? undefined : values.of(value);
    },
  });
  const back = (value: V | undefined): number | undefined => (value === undefined ? undefined : values.back(value));
  const withKey = <T>(n: number, call: (key: K) => T): T => {
    const key = keys.of(n);
    const result = call(key);
    if (key instanceof Uint8Array) key.fill(255);
    if (key instanceof Date) key.setTime(200);
    return result;
  };
  return {
    get loading() { return cache._store.loads?.size ?? 0; },
    get joined() { return cache.stats().joined; },
    fetch: (key, options) => withKey(key, (key) => cache.fetch(key, options)).then(back),
    set: (key, value) => withKey(key, (key) => { cache.set(key, values.of(value)); }), delete: (key) => withKey(key, (key) => { cache.delete(key); }),
    clear: () => { cache.clear(); }, peek: (key) => withKey(key, (key) => back(cache.peek(key))),
    evict() {
      evicted = undefined;
      cache.pop();
      return evicted;
    },
  };
};

type Command =
  | { readonly do: 'fetch' | 'refresh' | 'set' | 'delete' | 'evict'; readonly key: number }
  | { readonly do: 'clear' }
  | { readonly do: 'abort'; readonly caller: number };

const commands: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant('fetch' as const), key: fc.nat(KEYS - 1) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('refresh' as const, 'set' as const, 'delete' as const, 'evict' as const), key: fc.nat(KEYS - 1) }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('abort' as const), caller: fc.nat(19) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('clear' as const) }) },
);

interface ModelLoad {
  readonly stale: number | undefined;
  readonly waiting: Set<number>;
  isAsked: boolean;
}

/** What callers are to get: a value, or a word for the error. */
class Model {
  readonly values = new Map<number, number>();
  readonly loads = new Map<number, ModelLoad>();
  readonly expected: unknown[] = [];
  joined = 0;

  fetch(key: number, isForced: boolean): void {
    const caller = this.expected.push('waits') - 1;
    const load = this.loads.get(key);
    const value = this.values.get(key);
    if (load !== undefined) {
      load.waiting.add(caller);
      this.joined++;
    } else if (value !== undefined && !isForced) {
      this.expected[caller] = value;
    } else {
      this.loads.set(key, { stale: value, waiting: new Set([caller]), isAsked: false });
    }
  }

  abort(caller: number): void {
    for (const [key, load] of this.loads) {
      if (!load.waiting.delete(caller)) continue;
      this.expected[caller] = 'aborted';
      if (load.waiting.size === 0) this.#fail(key, load);
    }
  }

  write(key: number, value: number | undefined): void {
    this.#end(key, value === undefined ? 'deleted' : 'replaced');
    this.loads.delete(key);
    if (value === undefined) this.values.delete(key);
    else this.values.set(key, value);
  }

  evict(key: number | undefined): void {
    if (key !== undefined) this.values.delete(key);
  }

  clear(): void {
    for (let key = 0; key < KEYS; key++) this.write(key, undefined);
  }

  /** The source is asked for `key`. */
  ask(key: number): ModelLoad {
    const load = this.loads.get(key);
    expect(load, 'the source is asked for what nobody waits for').toBeDefined();
    expect(load!.isAsked, 'the source is asked twice').toBe(false);
    load!.isAsked = true;
    return load!;
  }

  /** The source has answered. */
  answer(key: number, load: ModelLoad, answer: number | 'failed' | undefined): void {
    if (this.loads.get(key) !== load) return;
    this.#end(key, answer);
    if (answer === 'failed') this.#fail(key, load);
    else if (answer !== undefined) this.values.set(key, answer);
    this.loads.delete(key);
  }

  #fail(key: number, { stale }: ModelLoad): void {
    this.loads.delete(key);
    if (stale !== undefined) this.values.delete(key);
  }

  #end(key: number, result: unknown): void {
    for (const caller of this.loads.get(key)?.waiting ?? []) this.expected[caller] = result;
  }
}

/** The cache, and the model beside it. */
class Life {
  readonly model = new Model();
  readonly cache: Subject;
  readonly seen: unknown[] = [];
  running = 0;
  #controllers: AbortController[] = [];
  #asked = 0;
  #written = 0;

  constructor(make: Make, readonly scheduler: fc.Scheduler, answers: readonly ('value' | 'undefined' | 'failed')[], loadConcurrency: number) {
    this.cache = make(async (key) => {
      const load = this.model.ask(key);
      expect(++this.running).toBeLessThanOrEqual(loadConcurrency);
      const value = 1000 + this.#asked;
      const kind = answers[this.#asked++ % answers.length]!;
      await scheduler.schedule(Promise.resolve(), `answer ${key}`);
      this.running--;
      this.model.answer(key, load, kind === 'value' ? value : kind === 'failed' ? kind : undefined);
      if (kind === 'failed') throw new Error(kind);
      return kind === 'value' ? value : undefined;
    }, loadConcurrency);
  }

  run(command: Command): void {
    const { cache, model } = this;
    switch (command.do) {
      case 'fetch': case 'refresh': return this.#fetch(command.key, command.do === 'refresh');
      case 'set': model.write(command.key, ++this.#written); cache.set(command.key, this.#written); return;
      case 'delete': model.write(command.key, undefined); cache.delete(command.key); return;
      case 'evict': model.evict(cache.evict(command.key)); return;
      case 'clear': model.clear(); cache.clear(); return;
      case 'abort': model.abort(command.caller); this.#controllers[command.caller]?.abort(new Error('aborted'));
    }
  }

  #fetch(key: number, forceRefresh: boolean): void {
    const caller = this.#controllers.push(new AbortController()) - 1;
    this.seen[caller] = 'waits';
    this.model.fetch(key, forceRefresh);
    this.cache.fetch(key, { forceRefresh, signal: this.#controllers[caller]!.signal }).then(
      (value) => { this.seen[caller] = value; },
      (error: unknown) => { this.seen[caller] = (error as { kind?: string }).kind ?? (error as Error).message; },
    );
  }

  check(): void {
    const { cache, model } = this;
    expect(this.seen).toEqual(model.expected);
    expect(cache.loading).toBe(model.loads.size);
    for (let key = 0; key < KEYS; key++) expect(cache.peek(key)).toBe(model.values.get(key));
  }
}

describe('loading', () => {
  it.each([
    ['alone', loadingAlone],
    ['u32 → f64', whole(asNumber, asNumber, { key: 'u32', value: 'f64' })],
    ['u32 → f64 by the JS engine', whole(asNumber, asNumber, { key: 'u32', value: 'f64', engine: 'js', policy: 'lru' })],
    ['string → any', whole(asText, asObject, { key: 'string' })],
    ['any → any', whole(asSameObject, asObject, {})],
    ['bytes → string', whole(asBytes, asText, { key: 'bytes', value: 'string', policy: 's3-fifo' })],
    ['dates → u32', whole(asDate, asNumber, { codec: dates, value: 'u32' })],
  ])('is one load a key, whatever comes between, and gives all callers what it should: %s', async (_, make) => {
    const answers = fc.array(fc.constantFrom('value' as const, 'value' as const, 'undefined' as const, 'failed' as const), { minLength: 1, maxLength: 8 });
    const scheduler = fc.scheduler({ act: async (run) => { await run(); await settle(); } });
    await fc.assert(fc.asyncProperty(scheduler, fc.array(commands, { maxLength: 30 }), answers, fc.constantFrom(1, 2, Infinity), async (scheduler, commands, answers, concurrency) => {
      const life = new Life(make, scheduler, answers, concurrency);
      let done = 0;
      scheduler.scheduleSequence(commands.map((command) => async () => { life.run(command); await settle(); life.check(); done++; }));
      await scheduler.waitIdle();
      await settle();
      life.check();
      expect([done, life.running, life.cache.loading]).toEqual([commands.length, 0, 0]);
      expect(life.cache.joined).toBe(life.model.joined);
    }), { numRuns: runs(300) });
  });
});
