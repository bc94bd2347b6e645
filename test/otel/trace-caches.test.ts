import { context, trace } from '@opentelemetry/api';
import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { tracingChannel } from 'node:diagnostics_channel';
import { WasmCache } from '../../src/cache/index.js';
import { WasmMap, WasmapTypeError } from '../../src/index.js';
import { CrossStoreSpanProcessor, type TraceCachesOptions, traceCaches, traceMaps } from '../../src/otel/index.js';
import { load, loaded } from '../support/loads.js';
import { engineKinds } from '../support/workloads.js';
import { ERROR, type Recorder, idOf, inSpan, nanoseconds, parentOf, recorder, registerContextManager, wait } from './support.js';

beforeAll(registerContextManager);

const stops: (() => void)[] = [];
afterEach(() => { for (const stop of stops.splice(0)) stop(); });

/** Traces until the test is over. */
function traced(options: TraceCachesOptions = {}, to: Recorder = recorder()): Recorder {
  stops.push(traceCaches({ tracerProvider: to.tracerProvider, ...options }));
  return to;
}

describe.each(engineKinds)('traceCaches on the %s engine', (engine) => {
  const make = (name?: string): WasmCache<string, number> =>
    new WasmCache<string, number>({ max: 10, key: 'string', value: 'u32', engine, ...(name !== undefined && { name }) });

  it('gives a load a span that says what it was, and what came of it', async () => {
    const { spans } = traced();
    await load(make('prices'), loaded(1, 2), { keys: 2, joined: () => 3 });
    const [span] = spans('cache.load');
    expect(span!.attributes).toEqual({
      'wasmap.cache': 'prices', 'wasmap.cache.tier': 'l1', 'wasmap.engine': engine, 'wasmap.cache.key_kind': 'string', 'wasmap.load.keys': 2,
      'wasmap.load.refresh': false, 'wasmap.load.queued_ms': expect.any(Number) as number, 'wasmap.result': 'loaded', 'wasmap.load.failed': 0, 'wasmap.load.joined': 3,
    });
    expect(span!.status.code).toBe(0);
  });

  it('tells apart what became of loads; an abort is no error', async () => {
    const { spans } = traced({ tier: (name) => (name === undefined ? 'l2' : 'l1') });
    const failing = (): Promise<never> => Promise.reject(Object.assign(new Error('gone'), { code: 'ECONNRESET' }));
    const cache = make();
    await load(cache, failing).catch(() => undefined);
    await load(cache, failing, { signal: AbortSignal.abort() }).catch(() => undefined);
    await load(cache, () => Promise.resolve([{ value: 1 }, { error: new RangeError('no') }]), { keys: 2, isRefresh: true });
    expect(spans().map(({ attributes, status }) => [attributes['wasmap.result'], attributes['error.type'], status.code])).toEqual([
      ['failed', 'ECONNRESET', ERROR], ['aborted', undefined, 0], ['partial', 'RangeError', ERROR],
    ]);
    expect(spans().map(({ attributes }) => attributes['wasmap.cache.tier'])).toEqual(['l2', 'l2', 'l2']);
    expect(spans()[2]!.attributes['wasmap.load.refresh']).toBe(true);
    expect(spans()[0]!.events.map(({ name }) => name)).toEqual(['exception']);
  });

  it('lasts as long as the function that loads, and is active in it, below what was active where it was asked for', async () => {
    const to = traced();
    let active: string | undefined;
    const parent = await inSpan(to, 'request', async (span) => {
      await load(make(), async () => {
        active = idOf(trace.getSpan(context.active())!);
        await wait(5);
        to.tracerProvider.getTracer('db').startSpan('query').end();
        return [{ value: 1 }];
      });
      return idOf(span);
    });
    const [span] = to.spans('cache.load');
    expect(active).toBe(idOf(span!));
    expect(parentOf(span!)).toBe(parent);
    expect(parentOf(to.spans('query')[0]!)).toBe(idOf(span!));
    expect(Number(nanoseconds(span!.duration))).toBeGreaterThan(4e6);
  });

  it('leaves batches alone, whose processor leaves loads alone', async () => {
    const crossStore = new CrossStoreSpanProcessor();
    const to = traced({}, recorder({ processors: [crossStore] }));
    stops.push(traceMaps({ tracerProvider: to.tracerProvider }));
    new WasmMap({ key: 'u32', value: 'u32', engine }).putAll([[1, 1]]);
    await load(make(), async () => {
      to.tracerProvider.getTracer('db').startSpan('query', { attributes: { 'db.system': 'x' } }).end();
      return Promise.resolve([{ value: 1 }]);
    });
    expect(to.spans().map(({ name }) => name)).toEqual(['cache.PutAll', 'query', 'cache.load']);
    expect(crossStore.count).toBe(0);
  });

  it('traces the caches that it is asked for, within spans where these are required', async () => {
    const [one, other] = [make('one'), make('other')];
    const listed = traced({ caches: [one], attributes: ({ keys }) => ({ 'app.keys': keys }) });
    const byName = traced({ caches: (name) => name === 'other' });
    const within = traced({ requireParentSpan: true });
    for (const cache of [one, other]) await load(cache, loaded(1));
    await load(new Proxy(one, {}), loaded(1));
    expect(listed.spans().map(({ attributes }) => [attributes['wasmap.cache'], attributes['app.keys']])).toEqual([['one', 1], ['one', 1]]);
    expect(byName.spans().map(({ attributes }) => attributes['wasmap.cache'])).toEqual(['other']);
    expect(within.spans()).toEqual([]);
  });

  it('stops when it is told to, and lets open loads end', async () => {
    const { tracerProvider, spans } = recorder();
    const stop = traceCaches({ tracerProvider });
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => { release = resolve; });
    const open = load(make('open'), async () => { await released; return [{ value: 1 }]; });
    stop();
    stop();
    await load(make(), loaded(1));
    expect(spans()).toEqual([]);
    release();
    await open;
    expect(spans().map(({ attributes }) => attributes['wasmap.result'])).toEqual(['loaded']);
    await Promise.resolve();
    expect(tracingChannel('wasmap:cacheload').hasSubscribers).toBe(false);
  });
});

describe('traceCaches', () => {
  it('lets no failing part come between a load and its caller', async () => {
    const throwing = (): never => { throw new Error('out of order'); };
    traced({ attributes: throwing });
    traced({ caches: throwing });
    const { spans } = traced({ tier: throwing });
    traced({ tracerProvider: { getTracer: () => ({ startSpan: throwing, startActiveSpan: throwing }) } });
    expect(await load(new WasmCache({ max: 1 }), loaded(1))).toEqual([{ value: 1 }]);
    expect(spans().map(({ attributes }) => attributes['wasmap.cache.tier'])).toEqual(['l1']);
  });

  it('takes what its options are to be, and nothing else', () => {
    expect(() => traceCaches({ maps: [] } as never)).toThrow('traceCaches: unknown option "maps"');
    expect(() => traceCaches({ caches: [new WasmMap()] })).toThrow('traceCaches: caches: expected a WasmCache or LRUCache');
    expect(() => traceCaches({ caches: 1 as never })).toThrow('traceCaches: caches: expected a list of caches, or a function');
    expect(() => traceCaches({ tier: '' })).toThrow('traceCaches: tier: expected the name of a level, or a function');
    expect(() => traceCaches({ tracerProvider: {} as never })).toThrow(WasmapTypeError);
  });
});
