import { afterEach, beforeAll, describe, expect, it } from 'vitest';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { readFileSync } from 'node:fs';
import { AlwaysOffSampler, ParentBasedSampler, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { SpanKind, type TracerProvider } from '@opentelemetry/api';
import { type PutAllMessage, PutAllError, VersionError, WasmMap, WasmSet, WasmapTypeError, WriteBatcher } from '../../src/index.js';
import { type TraceMapsOptions, traceMaps } from '../../src/otel/index.js';
import { engineKinds } from '../support/workloads.js';
import { BATCH, ERROR, type Recorder, nanoseconds, recorder, registerContextManager, wait } from './support.js';

beforeAll(registerContextManager);

const stops: (() => void)[] = [];
afterEach(() => { for (const stop of stops.splice(0)) stop(); });

/** Traces until the test is over. */
function traced(options: TraceMapsOptions = {}, to: Recorder = recorder()): Recorder {
  stops.push(traceMaps({ tracerProvider: to.tracerProvider, ...options }));
  return to;
}

/** Listens to the ends of batches until the test is over. */
function listen(listener: (message: unknown) => void): void {
  subscribe('tracing:wasmap:putall:end', listener);
  stops.push(() => unsubscribe('tracing:wasmap:putall:end', listener));
}

const anybodyListens = (): boolean => tracingChannel('wasmap:putall').hasSubscribers;

const { version: packageVersion } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

const eventsOf = (span: ReadableSpan): string[] => span.events.map(({ name }) => name);

describe.each(engineKinds)('traceMaps on the %s engine', (engine) => {
  const make = (name?: string): WasmMap<number, number> =>
    new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, ...(name !== undefined && { name }) });

  it('gives a batch a span that says what it was, and what came of it', () => {
    const { spans } = traced();
    const { collisions, grown } = make('stock').putAll([[1, 10], [2, 20]], { batchId: 'nightly', revision: 3 });
    expect(spans()).toHaveLength(1);
    const [span] = spans();
    expect(span).toMatchObject({ name: BATCH, kind: SpanKind.INTERNAL, status: { code: 0 } });
    expect(span!.instrumentationScope).toMatchObject({ name: 'wasmap', version: packageVersion });
    expect(span!.parentSpanContext).toBe(undefined);
    expect(span!.attributes).toEqual({
      'wasmap.map': 'stock', 'wasmap.engine': engine, 'wasmap.call': 'putAll', 'wasmap.batch.size': 2, 'wasmap.batch.id': 'nightly', 'wasmap.revision': 3,
      'wasmap.result': 'ok', 'wasmap.written': 2, 'wasmap.failed': 0, 'wasmap.collisions': collisions, 'wasmap.grown': grown,
    });
  });

  it('tells apart what became of batches', () => {
    const { spans } = traced();
    const map = make();
    map.putAll([[1, 1]], { idempotencyKey: 'a' });
    map.putAll([[1, 1]], { idempotencyKey: 'a' });
    map.putAll([[4, 4], [5, -5]], { atomic: false });
    expect(() => map.putAll([[6, 6], [7, -7]])).toThrow(PutAllError);
    expect(() => map.compareAndPutAll(99, [[7, 7]])).toThrow(VersionError);
    const told = spans().map(({ attributes, status }) => [attributes['wasmap.result'], attributes['wasmap.written'], attributes['wasmap.failed'], status.code]);
    expect(told).toEqual([
      ['ok', 1, 0, 0], ['deduplicated', 0, 0, 0], ['partial', 1, 1, 0], ['failed', 0, undefined, ERROR], ['rejected', 0, undefined, ERROR],
    ]);
    expect(spans().every(({ attributes }) => !('wasmap.map' in attributes))).toBe(true);
    expect(spans().at(-1)!.attributes['wasmap.call']).toBe('compareAndPutAll');
  });

  it('shows the steps in order, between the beginning and the end, to fractions of a microsecond', () => {
    const { spans } = traced();
    const map = make();
    for (let i = 0; i < 50; i++) map.putAll([[i, i], [i + 1, i]]);
    expect(eventsOf(spans()[0]!)).toEqual(['marshalled', 'before_insert', 'grown', 'committed']);
    expect(eventsOf(spans().at(-1)!)).toEqual(['marshalled', 'before_insert', 'committed']);
    for (const { startTime, endTime, events } of spans()) {
      const times = [startTime, ...events.map(({ time }) => time), endTime].map(nanoseconds);
      expect(times).toEqual(times.toSorted((a, b) => Number(a - b)));
    }
    const fractions = new Set(spans().flatMap(({ startTime, events }) => [startTime, ...events.map(({ time }) => time)]).map(([, nano]) => nano % 1_000_000));
    expect(fractions.size).toBeGreaterThan(50);
    // The lengths are those of the clock itself, not of the time of day, which knows milliseconds.
    expect(spans().filter(({ duration: [, nano] }) => nano % 1_000_000 !== 0).length).toBeGreaterThan(45);
  });

  it('shows what marshalling took, and what inserting took', () => {
    const { spans } = traced();
    const map = make();
    function* slow(): Iterable<[number, number]> {
      const until = performance.now() + 5;
      while (performance.now() < until);
      yield [1, 1];
    }
    const before = Date.now();
    map.putAll(slow());
    const [{ startTime, endTime, events }] = spans() as [ReadableSpan];
    const [marshalled, beforeInsert, , committed] = events.map(({ time }) => nanoseconds(time)) as [bigint, bigint, bigint, bigint];
    expect(marshalled - nanoseconds(startTime)).toBeGreaterThan(4_900_000n);
    expect(committed - beforeInsert).toBeLessThan(marshalled - nanoseconds(startTime));
    const [began, ended] = [startTime, endTime].map((time) => Number(nanoseconds(time) / 1000n) / 1000);
    expect(began).toBeGreaterThan(before - 2);
    expect(ended).toBeLessThan(Date.now() + 2);
  });

  it('records what a batch failed for, and that it was taken back', () => {
    const { spans } = traced();
    const map = make('stock').set(1, 1);
    expect(() => map.putAll([[2, 2], [1, 3]], { onConflict: 'error' })).toThrow(PutAllError);
    const [span] = spans() as [ReadableSpan];
    expect(eventsOf(span)).toEqual(['marshalled', 'before_insert', 'rolled_back', 'exception']);
    expect(span.attributes['error.type']).toBe('ERR_WASMAP_PUT_ALL');
    expect(span.status.code).toBe(ERROR);
    expect(span.status.message).toMatch(/^WasmMap "stock":.*nothing of the batch was written$/s);
    expect(span.events.at(-1)!.attributes).toMatchObject({ 'exception.type': 'ERR_WASMAP_PUT_ALL', 'exception.message': span.status.message });
  });

  it.each<[string, () => unknown, string]>([
    ['nothing', () => undefined, '_OTHER'],
    ['null', () => null, '_OTHER'],
    ['a string', () => 'gone', '_OTHER'],
    ['an error of its own', () => new RangeError('gone'), 'RangeError'],
    ['an error with a code', () => Object.assign(new Error('gone'), { code: 'ECONNRESET' }), 'ECONNRESET'],
    ['an object', () => Object.create(null) as unknown, '_OTHER'],
    ['a getter that throws', () => ({ get code() { throw new Error('never'); } }), '_OTHER'],
    ['a revoked proxy', () => { const { proxy, revoke } = Proxy.revocable(new Error('gone'), {}); revoke(); return proxy; }, '_OTHER'],
  ])('ends the span of a batch whose source throws %s', (_, thrown, type) => {
    const { spans } = traced();
    const problem = thrown();
    function* source(): Iterable<[number, number]> {
      yield [1, 1];
      throw problem;
    }
    const map = make();
    let caught: unknown = 'nothing was thrown';
    try {
      map.putAll(source());
    } catch (error) {
      caught = error;
    }
    expect(Object.is(caught, problem)).toBe(true);
    expect(spans()).toHaveLength(1);
    expect(spans()[0]).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': type, 'wasmap.result': 'failed' } });
    expect(map.size).toBe(0);
  });

  it('ends the span of an asynchronous batch when its promise is settled', async () => {
    const { spans } = traced();
    const map = make('stock');
    async function* source(): AsyncIterable<[number, number]> {
      await wait(3);
      yield [1, 1];
    }
    const done = map.putAllAsync(source());
    expect(spans()).toEqual([]);
    await done;
    const [span] = spans() as [ReadableSpan];
    expect(span.attributes).toMatchObject({ 'wasmap.call': 'putAllAsync', 'wasmap.result': 'ok', 'wasmap.written': 1, 'wasmap.batch.size': 1 });
    expect(Number(nanoseconds(span.duration))).toBeGreaterThan(2e6);
    const aborted = AbortSignal.abort();
    await expect(map.putAllAsync([[1, 1]], { signal: aborted })).rejects.toBe(aborted.reason);
    expect(spans()[1]).toMatchObject({ status: { code: ERROR }, attributes: { 'error.type': 'AbortError', 'wasmap.result': 'failed' } });
  });

  it('shows large asynchronous batches, which are written aside', async () => {
    const { spans } = traced();
    const map = make();
    map.putAll([[0, 0]]);
    await map.putAllAsync({ keys: Uint32Array.from({ length: 50_000 }, (_, i) => i), values: new Uint32Array(50_000) });
    expect(eventsOf(spans()[1]!).filter((name) => name !== 'grown')).toEqual(['marshalled', 'before_insert', 'committed']);
    expect(spans()[1]!.attributes['wasmap.batch.size']).toBe(50_000);
  });

  it('traces WriteBatchers, sets and subclasses', async () => {
    const { spans } = traced();
    const map = make('written');
    const batcher = new WriteBatcher(map);
    const written = Promise.all([batcher.write(1, 1), batcher.write(2, 2)]);
    await batcher.close();
    await written;
    new WasmSet({ key: 'string', engine, name: 'seen' }).addAll(['a', 'b', 'a']);
    class Stock extends WasmMap<string, number> {}
    new Stock({ key: 'string', value: 'u32', engine }).putAll([['a', 1]]);
    new WasmMap({ engine }).putAll([['a', 1]]);
    const told = spans().map(({ attributes }) => [attributes['wasmap.call'], attributes['wasmap.map'], attributes['wasmap.batch.size']]);
    expect(told).toEqual([['batcher', 'written', 2], ['addAll', 'seen', 3], ['putAll', undefined, 1], ['putAll', undefined, 1]]);
  });

  it('is silent on maps that were disposed of, but for the call that fails', () => {
    const { spans } = traced();
    const map = make('stock');
    map.dispose();
    expect(() => map.putAll([[1, 1]])).toThrow('disposed');
    expect(spans().map(({ attributes }) => attributes['error.type'])).toEqual(['ERR_WASMAP_CLOSED']);
  });

  it('notes no steps, and records nothing, where a batch is not sampled', () => {
    const { spans } = traced({}, recorder({ sampler: new ParentBasedSampler({ root: new AlwaysOffSampler() }) }));
    const steps: unknown[] = [];
    listen((message) => { steps.push((message as PutAllMessage).steps); });
    expect(make('stock').putAll([[1, 1]]).written).toBe(1);
    expect([spans(), steps]).toEqual([[], [undefined]]);
  });

  it('tells samplers what it knows by then', () => {
    const seen: unknown[] = [];
    const sampler = {
      shouldSample: (...[, , name, , attributes]: unknown[]) => {
        seen.push([name, { ...(attributes as object) }]);
        return { decision: 2 };
      },
    };
    traced({ attributes: { 'service.team': 'a' } }, recorder({ sampler }));
    make('stock').putAll([[1, 1]]);
    expect(seen).toEqual([[BATCH, { 'service.team': 'a', 'wasmap.map': 'stock', 'wasmap.engine': engine, 'wasmap.call': 'putAll' }]]);
  });

  it('traces the maps that it is asked for', () => {
    const [one, other] = [make('one'), make('other')];
    const { spans } = traced({ maps: [one] });
    const byName = traced({ maps: (name) => name?.startsWith('oth') === true });
    for (const map of [one, other]) map.putAll([[1, 1]]);
    new Proxy(one, { get: (target, name) => Reflect.get(target, name, target) as unknown }).putAll([[2, 2]]);
    expect(spans().map(({ attributes }) => attributes['wasmap.map'])).toEqual(['one', 'one']);
    expect(byName.spans().map(({ attributes }) => attributes['wasmap.map'])).toEqual(['other']);
  });

  it('adds attributes, which may be made of the batch, and give way to its own', () => {
    const fixed = traced({ attributes: { team: 'a', 'wasmap.engine': 'none' } });
    const made = traced({ attributes: ({ sizeBefore }) => ({ 'size.before': sizeBefore }) });
    make().set(1, 1).putAll([[1, 1]]);
    expect(fixed.spans()[0]!.attributes).toMatchObject({ team: 'a', 'wasmap.engine': engine });
    expect(made.spans()[0]!.attributes['size.before']).toBe(1);
  });

  it('lets no failing part of a pipeline come between a batch and its caller', () => {
    const throwing = (): never => { throw new Error('out of order'); };
    const idle = { onStart: () => undefined, onEnd: () => undefined, forceFlush: () => Promise.resolve(), shutdown: () => Promise.resolve() };
    const recorders = [
      recorder({ processors: [{ ...idle, onStart: throwing }] }),
      recorder({ processors: [{ ...idle, onEnd: throwing }] }),
      recorder({ sampler: { shouldSample: throwing } }),
    ];
    for (const each of recorders) traced({}, each);
    traced({ attributes: throwing });
    traced({ maps: throwing });
    traced({ tracerProvider: { getTracer: () => ({ startSpan: throwing, startActiveSpan: throwing }) } });
    const map = make();
    expect(map.putAll([[1, 1]]).written).toBe(1);
    expect(() => map.putAll([[1, -1]])).toThrow(PutAllError);
    expect(map.size).toBe(1);
  });

  it('stops when it is told to, once, and lets open batches end', async () => {
    const { tracerProvider, spans } = recorder();
    const stop = traceMaps({ tracerProvider });
    const map = make();
    let release = (): void => undefined;
    const released = new Promise<void>((resolve) => { release = resolve; });
    async function* source(): AsyncIterable<[number, number]> {
      await released;
      yield [1, 1];
    }
    const open = map.putAllAsync(source());
    stop();
    stop();
    make().putAll([[1, 1]]);
    expect(spans()).toEqual([]);
    release();
    await open;
    expect(spans()).toHaveLength(1);
    expect(spans()[0]!.attributes['wasmap.result']).toBe('ok');
    map.putAll([[2, 2]]);
    expect(spans()).toHaveLength(1);
    expect(anybodyListens()).toBe(false);
  });

  it('may be stopped by the source of a batch', async () => {
    const { tracerProvider, spans } = recorder();
    const stop = traceMaps({ tracerProvider });
    function* source(): Iterable<[number, number]> {
      stop();
      yield [1, 1];
    }
    const heard: unknown[] = [];
    listen((message) => { heard.push(message); });
    make().putAll(source());
    // The others who listen are not passed over.
    expect(heard).toHaveLength(1);
    for (const stopListening of stops.splice(0)) stopListening();
    await Promise.resolve();
    expect(spans()).toHaveLength(1);
    expect(anybodyListens()).toBe(false);
  });

  it('gives a batch a span for each call of it', () => {
    const { spans } = traced({}, traced());
    make().putAll([[1, 1]]);
    expect(spans()).toHaveLength(2);
    expect(spans().map(eventsOf)).toEqual(Array(2).fill(['marshalled', 'before_insert', 'grown', 'committed']));
  });
});

describe('traceMaps', () => {
  it('takes what its options are to be, and nothing else', () => {
    const { tracerProvider } = recorder();
    expect(() => traceMaps({ tracerProviders: tracerProvider } as never)).toThrow("traceMaps: unknown option \"tracerProviders\"; did you mean 'tracerProvider'?");
    expect(() => traceMaps(null as never)).toThrow(WasmapTypeError);
    expect(() => traceMaps({ tracerProvider: {} as TracerProvider })).toThrow('traceMaps: tracerProvider: expected a TracerProvider, got an object');
    expect(() => traceMaps({ tracerProvider: null as never })).toThrow(WasmapTypeError);
    expect(() => traceMaps({ maps: [{}] })).toThrow('traceMaps: maps: expected a WasmMap or WasmSet');
    expect(() => traceMaps({ maps: [new WasmMap({ key: 'u32', value: 'u32' }).snapshot()] })).toThrow('traceMaps: maps: expected a WasmMap or WasmSet');
    expect(() => traceMaps({ maps: [undefined] as never })).toThrow(WasmapTypeError);
    expect(() => traceMaps({ maps: 'stock' as never })).toThrow('traceMaps: maps: expected a list of maps, or a function');
    expect(() => traceMaps({ attributes: 'a' as never })).toThrow('traceMaps: attributes: expected an object, or a function');
    expect(() => traceMaps({ requireParentSpan: 1 as never })).toThrow('traceMaps: requireParentSpan: expected a boolean');
    expect(anybodyListens()).toBe(false);
  });
});
