import { type Attributes, ROOT_CONTEXT, type Span, context, metrics, trace } from '@opentelemetry/api';
import { AggregationTemporality, InMemoryMetricExporter, MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import type { SpanProcessor } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, it } from 'vitest';
import { WasmMap, isWasmapError } from '../../src/index.js';
import { CrossStoreError, type CrossStoreOptions, CrossStoreSpanProcessor, traceMaps } from '../../src/otel/index.js';
import { engineKinds, runs } from '../support/workloads.js';
import { BATCH, type Recorder, idOf, nanoseconds, recorder, registerContextManager, wait } from './support.js';

beforeAll(registerContextManager);
afterAll(() => { context.disable(); });

let crossStore: CrossStoreSpanProcessor;
let recorded: Recorder;
let stop = (): void => undefined;
function begin(options: CrossStoreOptions = {}): void {
  stop();
  crossStore = new CrossStoreSpanProcessor(options);
  recorded = recorder({ processors: [crossStore] });
  stop = traceMaps({ tracerProvider: recorded.tracerProvider });
}
beforeEach(() => begin());
afterEach(() => { stop(); });

const start = (name: string, attributes: Attributes = {}, scope = 'pg'): Span =>
  recorded.tracerProvider.getTracer(scope).startSpan(name, { attributes });
const within = <Result>(span: Span, run: () => Result): Result => context.with(trace.setSpan(context.active(), span), run);
const postgres = { 'db.system.name': 'postgresql' };

describe.each(engineKinds)('CrossStoreSpanProcessor on the %s engine', (engine) => {
  const make = (name?: string): WasmMap<number, number> =>
    new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, ...(name !== undefined && { name }) });
  /** A batch whose source does `during`. */
  const put = (during: () => void, map = make('stock')): void => {
    function* source(): Iterable<[number, number]> {
      during();
      yield [1, 1];
    }
    map.putAll(source());
  };
  const marks = (): unknown[] => recorded.spans(BATCH).map(({ attributes }) => attributes['wasmap.cross_store']);

  it('marks a batch whose source asks another store, and counts it', () => {
    put(() => { start('SELECT stock', postgres).end(); });
    const [query, batch] = [recorded.spans('SELECT stock')[0]!, recorded.spans(BATCH)[0]!];
    expect(batch.attributes).toMatchObject({ 'wasmap.cross_store': true, 'wasmap.cross_store.spans': 1, 'wasmap.result': 'ok' });
    const event = batch.events.find(({ name }) => name === 'cross_store')!;
    expect(event.attributes).toEqual({ 'wasmap.cross_store.span': 'SELECT stock', 'wasmap.cross_store.scope': 'pg', 'wasmap.cross_store.system': 'postgresql' });
    expect(nanoseconds(event.time)).toBe(nanoseconds(query.startTime));
    expect(crossStore.count).toBe(1);
    expect(crossStore.violations).toEqual([{
      traceId: batch.spanContext().traceId, batchSpanId: idOf(batch), map: 'stock', spanId: idOf(query), name: 'SELECT stock', scope: 'pg', system: 'postgresql',
    }]);
  });

  it('leaves batches alone that use no other store', () => {
    put(() => {
      start('parse', { 'http.method': 'GET', 'database': 'x', 'xdb.system': 'y' }).end();
      put(() => undefined, make('other'));
    });
    start('SELECT before', postgres).end();
    within(start('request'), () => { start('SELECT beside', postgres).end(); });
    expect([crossStore.count, marks()]).toEqual([0, [undefined, undefined]]);
    crossStore.assertClean();
  });

  it.each([{ 'db.system': 'redis' }, { 'db.statement': 'GET' }, { 'db.query.text': 'SELECT 1' }])('knows stores by any attribute of theirs', (attributes) => {
    put(() => { start('query', attributes).end(); });
    expect([crossStore.count, crossStore.violations[0]!.system]).toEqual([1, attributes['db.system']]);
  });

  it('sees attributes that come after the start, whether or not the batch has ended then', async () => {
    put(() => { start('late').setAttributes(postgres).end(); });
    expect(marks()).toEqual([true]);
    let open: Span | undefined;
    put(() => { open = start('too late'); });
    open!.setAttributes(postgres).end();
    expect(marks()).toEqual([true, undefined]);
    expect([crossStore.count, crossStore.violations.map(({ name }) => name)]).toEqual([2, ['late', 'too late']]);
    put(() => { start('never ends', postgres); });
    expect(crossStore.count).toBe(3);
  });

  it('finds them at any depth, and counts a batch once', () => {
    put(() => {
      within(start('repository'), () => within(start('pool'), () => {
        for (let i = 0; i < 20; i++) start(`query ${String(i)}`, postgres).end();
      }));
    });
    const [batch] = recorded.spans(BATCH);
    expect([crossStore.count, crossStore.violations.length, batch!.attributes['wasmap.cross_store.spans']]).toEqual([1, 20, 20]);
    expect(batch!.events.filter(({ name }) => name === 'cross_store')).toHaveLength(16);
    expect(batch!.events.map(({ name }) => name)).toContain('committed');
  });

  it('marks every batch around, but no batch for another', () => {
    put(() => {
      put(() => { start('query', postgres).end(); }, make('inner'));
      put(() => undefined, make('clean'));
    }, make('outer'));
    expect(recorded.spans(BATCH).map(({ attributes }) => [attributes['wasmap.map'], attributes['wasmap.cross_store']])).toEqual([
      ['inner', true], ['clean', undefined], ['outer', true],
    ]);
    expect([crossStore.count, crossStore.violations.map(({ map }) => map)]).toEqual([2, ['inner', 'outer']]);
  });

  it('watches asynchronous batches until they end, and no longer', async () => {
    let afterwards = (): void => undefined;
    async function* source(): AsyncIterable<[number, number]> {
      await wait(1);
      const query = start('query', postgres);
      await wait(1);
      query.end();
      const inside = context.active();
      afterwards = () => { context.with(inside, () => { start('afterwards', postgres).end(); }); };
      yield [1, 1];
    }
    const clean = make('clean').putAllAsync([[1, 1]]);
    await make('stock').putAllAsync(source());
    await clean;
    afterwards();
    expect(crossStore.violations.map(({ map, name }) => [map, name])).toEqual([['stock', 'query']]);
    expect(crossStore.count).toBe(1);
  });

  it('leaves out what begins below a span that outlives its batch', () => {
    let open: Span | undefined;
    put(() => { open = start('request'); });
    within(open!, () => { start('query', postgres).end(); });
    open!.end();
    expect(crossStore.count).toBe(0);
  });

  it('marks batches that fail, too', () => {
    expect(() => { put(() => { start('query', postgres).end(); throw new Error('gone'); }); }).toThrow('gone');
    expect(recorded.spans(BATCH)[0]!.attributes).toMatchObject({ 'wasmap.cross_store': true, 'wasmap.result': 'failed' });
  });

  it('does not take what others call a batch for one, nor its own spans for another store', () => {
    within(start(BATCH, {}, 'app'), () => { start('query', postgres).end(); });
    put(() => { start('inner', postgres, 'wasmap').end(); });
    expect(crossStore.count).toBe(0);
  });
});

describe('CrossStoreSpanProcessor', () => {
  const stock = new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock' });
  const put = (during: () => void, map = stock): void => {
    function* source(): Iterable<[number, number]> {
      during();
      yield [1, 1];
    }
    map.putAll(source());
  };

  it('is a span processor of the SDK', async () => {
    const processor: SpanProcessor = crossStore;
    await processor.forceFlush();
    await processor.shutdown();
  });

  it('lets a check fail that names what it found, and begins anew after reset', () => {
    crossStore.assertClean();
    put(() => { start('SELECT stock', postgres).end(); });
    put(() => { start('GET x', { 'db.system': 'redis' }, 'ioredis').end(); }, new WasmMap({ key: 'u32', value: 'u32' }));
    let error: unknown;
    try {
      crossStore.assertClean();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(CrossStoreError);
    expect(isWasmapError(error)).toBe(true);
    expect(error).toMatchObject({ name: 'CrossStoreError', code: 'ERR_WASMAP_CROSS_STORE', count: 2, violations: [{ map: 'stock' }, { map: undefined }] });
    expect((error as Error).message).toMatch(new RegExp([
      '^CrossStoreSpanProcessor: 2 batches of wasmap used another store:',
      '  "stock": SELECT stock \\(postgresql, pg\\), trace [0-9a-f]{32}, batch [0-9a-f]{16}',
      '  a map without a name: GET x \\(redis, ioredis\\), trace [0-9a-f]{32}, batch [0-9a-f]{16}$',
    ].join('\n')));
    crossStore.reset();
    crossStore.assertClean();
    expect([crossStore.count, crossStore.violations]).toEqual([0, []]);
    put(() => {
      start('query', postgres).end();
      crossStore.reset();
      start('query', postgres).end();
    });
    expect([crossStore.count, crossStore.violations.length]).toEqual([1, 1]);
  });

  it('takes a predicate, which may add and leave out, and may fail', () => {
    begin({ isForeign: (span, hasDb) => (hasDb && span.attributes['db.system'] !== 'sqlite') || span.name.startsWith('S3.') });
    put(() => {
      start('S3.GetObject').end();
      start('SELECT', { 'db.system': 'sqlite' }).end();
    });
    expect(crossStore.violations.map(({ name }) => name)).toEqual(['S3.GetObject']);
    begin({ isForeign: () => { throw new Error('out of order'); } });
    put(() => {
      start('parse').end();
      start('SELECT', postgres).end();
    });
    expect(crossStore.violations.map(({ name }) => name)).toEqual(['SELECT']);
  });

  it('counts batches in a metric', async () => {
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const meterProvider = new MeterProvider({ readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e6 })] });
    const countOf = async (): Promise<unknown> => {
      await meterProvider.forceFlush();
      return exporter.getMetrics().at(-1)?.scopeMetrics[0]?.metrics.map(({ descriptor: { name, unit }, dataPoints }) => [name, unit, dataPoints.map(({ value, attributes }) => [value, attributes])]);
    };
    const query = (): void => { start('query', postgres).end(); };
    const expected = [['cache.putall.cross_store', '{batch}', [[1, { 'wasmap.map': 'stock', 'wasmap.engine': stock.engine }]]]];
    begin({ meterProvider });
    put(() => { query(); query(); });
    expect(await countOf()).toEqual(expected);
    begin();
    metrics.setGlobalMeterProvider(meterProvider);
    try {
      put(query);
    } finally {
      metrics.disable();
    }
    expected[0]![2] = [[2, { 'wasmap.map': 'stock', 'wasmap.engine': stock.engine }]];
    expect(await countOf()).toEqual(expected);
    await meterProvider.shutdown();
  });

  it('keeps no more than it may', () => {
    begin({ maxViolations: 3, maxOpenSpans: 4 });
    const query = (): void => { start('query', postgres).end(); };
    for (let i = 0; i < 5; i++) put(query);
    expect([crossStore.count, crossStore.violations.length]).toEqual([5, 3]);
    expect(() => { crossStore.assertClean(); }).toThrow(/5 batches/);
    crossStore.reset();
    // Spans that never end push each other out, not the batch that they are below.
    put(() => {
      const leaked = Array.from({ length: 6 }, (_, i) => start(`leaked ${String(i)}`));
      within(leaked[0]!, query);
      expect(crossStore.violations).toEqual([]);
      within(leaked[5]!, query);
      query();
    });
    expect(crossStore.violations.map(({ name }) => name)).toEqual(['query', 'query']);
  });

  it('goes on where a meter, or a span, fails', () => {
    begin({ meterProvider: { getMeter: () => { throw new Error('out of order'); } } });
    put(() => { start('query', postgres).end(); });
    expect(crossStore.count).toBe(1);
    expect(() => { crossStore.onStart(null as never, ROOT_CONTEXT); }).not.toThrow();
    expect(() => { crossStore.onEnd(null as never); }).not.toThrow();
  });

  it('knows spans of version 1 of the SDK', () => {
    const made: Record<string, unknown> = {};
    const fake = (name: string, spanId: string, scope: string, attributes: Attributes = {}): never => ({
      name, attributes, startTime: [0, 0], instrumentationLibrary: { name: scope }, spanContext: () => ({ traceId: 'a', spanId, traceFlags: 1 }), isRecording: () => true,
      setAttribute: (key: string, value: unknown) => { made[key] = value; }, addEvent: () => undefined,
    }) as never;
    crossStore.onStart(fake(BATCH, 'b', 'wasmap'), ROOT_CONTEXT);
    crossStore.onStart(fake('query', 'c', 'pg', postgres), trace.setSpanContext(ROOT_CONTEXT, { traceId: 'a', spanId: 'b', traceFlags: 1 }));
    expect([made['wasmap.cross_store'], crossStore.violations[0]!.scope]).toEqual([true, 'pg']);
  });

  it('takes what its options are to be, and nothing else', () => {
    expect(() => new CrossStoreSpanProcessor({ maxOpen: 1 } as never)).toThrow('unknown option "maxOpen"');
    expect(() => new CrossStoreSpanProcessor({ isForeign: true as never })).toThrow('CrossStoreSpanProcessor: isForeign: expected a function, got true');
    expect(() => new CrossStoreSpanProcessor({ maxViolations: -1 })).toThrow(RangeError);
    expect(() => new CrossStoreSpanProcessor({ maxOpenSpans: '1' as never })).toThrow(TypeError);
    expect(() => new CrossStoreSpanProcessor({ meterProvider: {} as never })).toThrow('CrossStoreSpanProcessor: meterProvider: expected a MeterProvider');
  });

  it('finds, in any tree of spans, the batches that a store is below', () => {
    interface Node { readonly kind: 'batch' | 'db' | 'plain'; readonly below: readonly Node[] }
    const kind = fc.constantFrom<Node['kind']>('batch', 'db', 'plain');
    const tree: (depth?: number) => fc.Arbitrary<Node> = fc.memo((depth) => fc.record({ kind, below: depth === 1 ? fc.constant([]) : fc.array(tree(), { maxLength: 3 }) }));
    const usesStore = ({ below }: Node): boolean => below.some((node) => node.kind === 'db' || usesStore(node));
    const polluted = (node: Node): number => Number(node.kind === 'batch' && usesStore(node)) + node.below.reduce((sum, each) => sum + polluted(each), 0);
    const run = ({ kind, below }: Node): void => {
      const inside = (): void => { below.forEach(run); };
      if (kind === 'batch') return put(inside, new WasmMap({ key: 'u32', value: 'u32' }));
      const span = start(kind, kind === 'db' ? postgres : {});
      within(span, inside);
      span.end();
    };
    fc.assert(fc.property(tree(5), (node) => {
      crossStore.reset();
      run(node);
      expect(crossStore.count).toBe(polluted(node));
    }), { numRuns: runs(50) });
  });
});
