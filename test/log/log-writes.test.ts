import { createHash } from 'node:crypto';
import { AsyncLocalStorage } from 'node:async_hooks';
import { afterEach, describe, expect, it } from 'vitest';
import { PutAllError, VersionError, WasmMap, WasmSet, WriteBatcher } from '../../src/index.js';
import { type LogWritesOptions, type StopLogging, type WriteEvent, logWrites } from '../../src/log/index.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

let stop: StopLogging | undefined;
afterEach(() => { stop?.(); });

/** Logs until the test is over. */
function log(options: Omit<LogWritesOptions, 'sink'> = {}): WriteEvent[] {
  const events: WriteEvent[] = [];
  stop = logWrites({ ...options, sink: (event) => { events.push(event); } });
  return events;
}

describe.each(engineKinds)('logWrites on the %s engine', (engine) => {
  const make = (name = 'stock'): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, name });

  it('logs each batch with its fields in order', () => {
    const events = log({ traceId: () => 'a1b2' });
    make().set(9, 9).putAll([[1, 1], [2, 2]], { batchId: 'nightly', idempotencyKey: 'order-17', revision: 3 });
    expect(events).toHaveLength(1);
    const { duration_ms: duration, fingerprint, ...rest } = events[0]!;
    expect(rest).toEqual({
      map_op: 'putAll', map_size_before: 1, trace_id: 'a1b2', map: 'stock', revision: 3, batch_id: 'nightly',
      idempotency_key_hash: createHash('sha256').update('order-17').digest('hex').slice(0, 16), result: 'ok', written: 2, entries: 2,
    });
    expect(duration).toBeGreaterThanOrEqual(0);
    expect(fingerprint).toMatch(/^[0-9a-f]{16}$/);
    expect(Object.keys(events[0]!)).toEqual([
      'map_op', 'map_size_before', 'trace_id', 'fingerprint', 'map', 'revision', 'batch_id', 'idempotency_key_hash', 'result', 'written',
      'duration_ms', 'entries',
    ]);
  });

  it('tells what came of a batch, and shows neither keys nor messages', () => {
    const events = log();
    const map = make();
    map.putAll([[1, 1]], { idempotencyKey: 'a' });
    map.putAll([[1, 1]], { idempotencyKey: 'a' });
    map.putAll([[4, 4], [5, -4000000555]], { atomic: false });
    expect(() => map.putAll([[4000000777, 7], [1, 1]], { onConflict: 'error' })).toThrow(PutAllError);
    expect(() => map.compareAndPutAll(99, [[7, 7]])).toThrow(VersionError);
    expect(() => map.putAll([], { batchId: 7 as never })).toThrow(TypeError);
    expect(events.map(({ map_op: op, result, written, error_code: code, failed_count: failed }) => [op, result, written, code, failed])).toEqual([
      ['putAll', 'ok', 1, undefined, undefined],
      ['putAll', 'deduplicated', 0, undefined, undefined],
      ['putAll', 'partial', 1, undefined, 1],
      ['putAll', 'failed', 0, 'ERR_WASMAP_PUT_ALL', 2],
      ['compareAndPutAll', 'rejected', 0, 'ERR_WASMAP_VERSION', undefined],
      ['putAll', 'rejected', 0, 'ERR_WASMAP_TYPE', undefined],
    ]);
    expect(events.map(({ map_key: key }) => key)).toEqual([undefined, undefined, '***', '***', undefined, undefined]);
    expect(JSON.stringify(events)).not.toMatch(/4000000555|4000000777/);
    expect(new Set(events.map(({ batch_id: id }) => id)).size).toBe(6);
  });

  it('logs an asynchronous batch when it is settled, with the trace that it began in', async () => {
    const traces = new AsyncLocalStorage<string>();
    const events = log({ traceId: () => traces.getStore() });
    const map = make();
    const written = traces.run('first', () => map.putAllAsync([[1, 1]]));
    const refused = traces.run('second', () => map.putAllAsync([[2, -1]]));
    expect(events).toEqual([]);
    await written;
    await expect(refused).rejects.toThrow(PutAllError);
    expect(events.map(({ map_op: op, trace_id: trace, result }) => [op, trace, result])).toEqual([['putAllAsync', 'first', 'ok'], ['putAllAsync', 'second', 'failed']]);
  });

  it('logs sets and WriteBatchers, and no single writes', async () => {
    const events = log();
    new WasmSet({ key: 'u32', engine, name: 'seen' }).addAll([1, 2]);
    const map = make();
    const batcher = new WriteBatcher(map);
    const done = batcher.write(5, 5);
    await batcher.close();
    await done;
    map.set(6, 6);
    expect(events.map(({ map_op: op, map, written }) => [op, map, written])).toEqual([['addAll', 'seen', 2], ['batcher', 'stock', 1]]);
  });

  it('logs the maps that are asked for, by name or themselves, until it is stopped', () => {
    const nameless = new WasmMap({ key: 'u32', value: 'u32', engine });
    const events = log({ maps: ['stock', nameless], filter: ({ batchId }) => batchId !== 'not this' });
    make().putAll([[1, 1]]);
    make('other').putAll([[1, 1]]);
    nameless.putAll([[1, 1]]);
    make().putAll([[1, 1]], { batchId: 'not this' });
    expect(events.map(({ map }) => map)).toEqual(['stock', undefined]);
    expect([stop!.logged, stop!.sampledOut, stop!.errors]).toEqual([2, 0, 0]);
    stop!();
    stop!();
    make().putAll([[1, 1]]);
    expect(events).toHaveLength(2);
  });

  it('gives events of one kind one fingerprint', () => {
    const events = log();
    const map = make();
    map.putAll([[1, 1]]);
    map.putAll([[2, 2], [3, 3]]);
    make('other').putAll([[1, 1]]);
    thrownBy(() => map.putAll([[1, -1]]));
    thrownBy(() => map.compareAndPutAll(99, []));
    const [first, second, ...rest] = events.map(({ fingerprint }) => fingerprint);
    expect(second).toBe(first);
    expect(new Set([first, ...rest]).size).toBe(4);
  });

  it('logs where a batch came from, if that is asked for', async () => {
    const events = log({ site: true });
    const map = make();
    function fillFromHere(): void { map.putAll([[1, 1]]); }
    fillFromHere();
    fillFromHere();
    await map.putAllAsync([[2, 2]]);
    expect(events[0]!.site).toMatch(/^fillFromHere \(.*log-writes\.test\.ts:\d+:\d+\)$/);
    expect(events[1]!.fingerprint).toBe(events[0]!.fingerprint);
    expect(events[2]!.site).toMatch(/log-writes\.test\.ts:\d+:\d+\)?$/);
  });
});

describe('sampling', () => {
  const map = (): WasmMap<number, number> => new WasmMap({ key: 'u32', value: 'u32' });

  it('logs a part of what went well, with the rate, and all failures', () => {
    const events = log({ sample: 0.25 });
    const target = map();
    for (let i = 0; i < 2000; i++) target.putAll([[1, i]]);
    for (let i = 0; i < 5; i++) thrownBy(() => target.putAll([[1, -1]]));
    const sampled = events.filter(({ result }) => result === 'ok');
    expect(sampled.length).toBeGreaterThan(350);
    expect(sampled.length).toBeLessThan(650);
    expect(sampled.every(({ sample_rate: rate }) => rate === 0.25)).toBe(true);
    expect(events.filter(({ result }) => result === 'failed').map(({ sample_rate: rate }) => rate)).toEqual(Array(5).fill(undefined));
    expect(stop!.logged + stop!.sampledOut).toBe(2005);
  });

  it('logs no failures either where they are sampled at 0', () => {
    const events = log({ sample: 0, sampleFailures: true });
    thrownBy(() => map().putAll([[1, -1]]));
    map().putAll([[1, 1]]);
    expect([events, stop!.sampledOut]).toEqual([[], 2]);
  });

  it('decides alike for a batch, or a trace, wherever it is decided', () => {
    for (const by of ['batch_id', 'trace_id'] as const) {
      let trace = '';
      const idOf = (event: WriteEvent): unknown => event[by];
      const runs = [0, 1].map(() => {
        const events = log({ sample: 0.5, sampleBy: by, traceId: () => trace });
        for (let i = 0; i < 100; i++) {
          trace = `trace ${i}`;
          map().putAll([[1, 1]], { batchId: `batch ${i}` });
        }
        stop!();
        return events.map(idOf);
      });
      expect(runs[1]).toEqual(runs[0]);
      expect(runs[0]!.length).toBeGreaterThan(20);
      expect(runs[0]!.length).toBeLessThan(80);
    }
  });

  it('asks a function for the rate, or whether, and logs where it answers neither', () => {
    const answers: unknown[] = [true, false, 0, 1, 'yes', NaN, undefined, 1e-12];
    const events = log({ sample: () => answers.shift() as boolean });
    for (let i = 0; i < 8; i++) map().putAll([[1, 1]], { revision: i });
    expect(events.map(({ revision }) => revision)).toEqual([0, 3, 4, 5, 6]);
    const rates = log({ sample: ({ map_op: op }) => (op === 'putAll' ? 0.999_999_999 : 0) });
    map().putAll([[1, 1]]);
    expect(rates[0]?.sample_rate).toBe(0.999_999_999);
  });
});
