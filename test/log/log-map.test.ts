import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WasmMap, WasmSet, WriteBatcher } from '../../src/index.js';
import { type LogMapOptions, type WriteEvent, logMap, logWrites } from '../../src/log/index.js';
import { engineKinds, keyArbitrary, runs, thrownBy } from '../support/workloads.js';

/** Logs one map; what is logged, and what ends it. */
function log(map: object, options: Omit<LogMapOptions, 'sink'> = {}) {
  const events: WriteEvent[] = [];
  const stop = logMap(map, { ...options, sink: (event) => { events.push(event); } });
  return { events, stop };
}

const shown = (events: readonly WriteEvent[]): unknown[] =>
  events.map(({ map_op: op, map_key: key, map_size_before: size, result, written }) => [op, key, size, result, written]);

describe.each(engineKinds)('logMap on the %s engine', (engine) => {
  it('logs all writes, with what they have written', async () => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock', engine });
    const { events, stop } = log(map, { mask: 'none' });
    map.set(1, 1).set(1, 2);
    map.increment(1);
    map.getOrInsert(1, 5);
    map.getOrInsertComputed(2, () => 5);
    map.delete(7);
    map.delete(2);
    map.putAll([[3, 3], [4, 4]], { batchId: 'nightly', idempotencyKey: 'k', revision: 1 });
    map.deleteAll([3, 99]);
    await map.putAllAsync([[5, 5]]);
    const batcher = new WriteBatcher(map);
    void batcher.write(6, 6);
    await batcher.close();
    map.clear();
    thrownBy(() => map.set(-1, 1));
    expect(shown(events)).toEqual([
      ['set', '1', 0, 'ok', 1], ['set', '1', 1, 'ok', 1], ['increment', '1', 1, 'ok', 1], ['getOrInsert', '1', 1, 'ok', 0],
      ['getOrInsertComputed', '2', 1, 'ok', 1], ['delete', '7', 2, 'ok', 0], ['delete', '2', 2, 'ok', 1],
      ['putAll', undefined, 1, 'ok', 2], ['deleteAll', undefined, 3, 'ok', 1], ['putAllAsync', undefined, 2, 'ok', 1],
      ['batcher', undefined, 3, 'ok', 1], ['clear', undefined, 4, 'ok', 4], ['set', '-1', 0, 'rejected', 0],
    ]);
    expect(events[7]).toMatchObject({ map: 'stock', batch_id: 'nightly', revision: 1, entries: 2 });
    expect(events[7]!.idempotency_key_hash).toHaveLength(16);
    stop();
    map.set(1, 1);
    expect(events).toHaveLength(13);
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
  });

  it('logs sets, and leaves what is called and returned as it was', async () => {
    const set = new WasmSet<number>({ key: 'u32', engine });
    const plain = new WasmSet<number>({ key: 'u32', engine });
    const { events } = log(set, { name: 'seen' });
    expect(set.add(1)).toBe(set);
    expect(set.addAll([1, 2]).written).toBe(plain.add(1).addAll([1, 2]).written);
    expect([set.deleteAll([1]), set.delete(2), set.delete(2), set.size]).toEqual([1, true, false, 0]);
    expect([set.add.name, set.add.length, Object.keys(set)]).toEqual([plain.add.name, plain.add.length, Object.keys(plain)]);
    expect(events.map(({ map_op: op, map }) => [op, map])).toEqual([['add', 'seen'], ['addAll', 'seen'], ['deleteAll', 'seen'], ['delete', 'seen'], ['delete', 'seen']]);
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', engine });
    log(map);
    await expect(map.putAllAsync([[1, -1]])).rejects.toMatchObject({ code: 'ERR_WASMAP_PUT_ALL' });
    expect(thrownBy(() => map.set(-1, 0))).toMatchObject({ code: 'ERR_WASMAP_RANGE' });
  });
});

describe('logMap', () => {
  it('masks keys in full, by a hash of this process, not at all, or as it is told', () => {
    const keys = (options: Omit<LogMapOptions, 'sink'>): (string | undefined)[] => {
      const map = new WasmMap<unknown, number>();
      const { events } = log(map, options);
      for (const key of ['secret', 'secret', 'other', 1, 1n, '1']) map.set(key, 1);
      return events.map(({ map_key: key }) => key);
    };
    expect(keys({})).toEqual(Array(6).fill('***'));
    expect(keys({ mask: 'none' })).toEqual(['secret', 'secret', 'other', '1', '1', '1']);
    expect(keys({ mask: (key) => String(key).slice(-1) })).toEqual(['t', 't', 'r', '1', '1', '1']);
    const hashed = keys({ mask: 'hash' });
    expect(hashed[1]).toBe(hashed[0]);
    expect(new Set(hashed).size).toBe(5);
    expect(hashed.join()).toMatch(/^[0-9a-f,]+$/);
    expect(keys({ mask: () => 5 as unknown as string, onError: () => undefined })).toEqual(Array(6).fill('***'));
    expect(keys({ mask: () => { throw new Error('no'); }, onError: () => undefined })).toEqual(Array(6).fill('***'));
  });

  it('writes what can be written as JSON, whatever the keys are', () => {
    const cyclic: Record<string, unknown> = {};
    cyclic['self'] = cyclic;
    const trapped = { toString() { throw new Error('trap'); }, toJSON() { throw new Error('trap'); } };
    const odd = [cyclic, trapped, 2n ** 100n, Symbol('s'), Uint8Array.of(1, 255), NaN, -0, undefined, null, () => 1, '\ud800', Object.create(null), 'x'.repeat(5000)];
    for (const mask of ['none', 'hash', 'full'] as const) {
      const map = new WasmMap<unknown, unknown>();
      const { events, stop } = log(map, { mask });
      for (const key of odd) map.set(key, cyclic);
      expect(events).toHaveLength(odd.length);
      expect(stop.errors).toBe(0);
      for (const event of events) expect(JSON.parse(JSON.stringify(event))).toEqual(event);
    }
    fc.assert(fc.property(keyArbitrary('any'), fc.constantFrom('none' as const, 'hash' as const), (key, mask) => {
      const map = new WasmMap<unknown, unknown>();
      const { events } = log(map, { mask });
      map.set(key, 1);
      expect(typeof events[0]!.map_key).toBe('string');
      expect(JSON.parse(JSON.stringify(events[0]))).toEqual(events[0]);
    }), { numRuns: runs(100) });
  });

  it('leaves writes alone whatever its functions throw, and tells of it once', async () => {
    const told: unknown[] = [];
    let isBroken = true;
    const error = new Error('disk full');
    const map = new WasmMap<number, number>();
    const stop = logMap(map, {
      sink: () => { if (isBroken) throw error; },
      traceId: () => { throw error; },
      onError: (problem) => { told.push(problem); throw error; },
    });
    for (let i = 0; i < 10; i++) map.set(i, i);
    expect([map.size, stop.errors, stop.logged, told]).toEqual([10, 20, 0, [error]]);
    isBroken = false;
    map.set(1, 1);
    isBroken = true;
    map.set(1, 1);
    expect([stop.logged, told.length]).toEqual([1, 2]);
    const rejecting = new WasmMap<number, number>();
    const late: unknown[] = [];
    logMap(rejecting, { sink: () => Promise.reject(error), onError: (problem) => { late.push(problem); } });
    rejecting.set(1, 1).set(2, 2);
    await new Promise((resolve) => setImmediate(resolve));
    expect([rejecting.size, late]).toEqual([2, [error]]);
  });

  it('does not log what its own sink writes', () => {
    const map = new WasmMap<number, number>();
    let events = 0;
    logMap(map, { sink: () => { map.set(++events, 1); map.putAll([[0, events]]); } });
    map.set(-1, 1);
    expect([events, map.size]).toEqual([1, 3]);
  });

  it('logs the methods of subclasses, and what these call', () => {
    class Cache extends WasmMap<string, number> {
      override set(key: string, value: number): this { return super.set(key.toLowerCase(), value); }
      twice(key: string): void { this.set(key, 1).set(`${key}${key}`, 2); }
    }
    const map = new Cache();
    const { events } = log(map, { mask: 'none' });
    map.twice('A');
    expect(shown(events)).toEqual([['set', 'A', 0, 'ok', 1], ['set', 'AA', 1, 'ok', 1]]);
    expect([...map.keys()]).toEqual(['a', 'aa']);
  });

  it('sees writes through a proxy, and not those that its methods make to other maps', () => {
    const map = new WasmMap<number, number>();
    const { events, stop } = log(new Proxy(map, {}));
    new Proxy(map, {}).set(1, 1);
    map.set(2, 2);
    const other = new WasmMap<number, number>();
    map.set.call(other, 1, 1);
    expect([events.length, other.size]).toEqual([2, 1]);
    stop();
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
  });

  it('leaves batches to others if told so', () => {
    const map = new WasmMap<number, number>();
    const { events } = log(map, { batches: false });
    map.putAll([[1, 1]]);
    map.set(1, 1);
    expect(events.map(({ map_op: op }) => op)).toEqual(['set']);
  });

  it('refuses what makes no sense', () => {
    const map = new WasmMap();
    const sink = (): void => undefined;
    const messages = [
      () => logMap({}, { sink }), () => logMap(map.snapshot(), { sink }), () => logMap(map, {}), () => logMap(map, { sink, logger: console }),
      () => logMap(map, { sink, sampel: 1 } as never), () => logMap(map, { sink, sample: 2 }), () => logMap(map, { sink, mask: 'half' as never }),
      () => logMap(map, { sink: 5 as never }), () => logMap(map, { logger: {} as never }), () => logMap(Object.freeze(new WasmMap()), { sink }),
      () => logMap(map, { sink, traceId: 'x' as never }), () => logMap(map, { sink, name: 5 as never }),
    ].map((call) => (thrownBy(call) as Error).message);
    expect(messages).toEqual([
      'logMap: map: expected a WasmMap or WasmSet, got an object', expect.stringContaining('logMap: map: expected a WasmMap or WasmSet'),
      'logMap: expected either a sink or a logger, got neither', 'logMap: expected either a sink or a logger, got both',
      "logMap: unknown option \"sampel\"; did you mean 'sample'?", 'logMap: sample: expected a number from 0 to 1, got 2',
      'logMap: mask: expected one of full, hash, none, got "half"; did you mean \'hash\'?', 'logMap: sink: expected a function, got 5',
      'pinoSink: failureLevel: expected the name of a method of the logger, got "warn"',
      'logMap: map: its methods cannot be covered, because it is frozen or sealed; observe it before that',
      'logMap: traceId: expected a function, got "x"', 'logMap: name: expected a string, got 5',
    ]);
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
  });
});

describe('what users hand over', () => {
  const impostors: readonly (() => object)[] = [
    () => ({ code: 'ERR_WASMAP_PUT_ALL' }),
    () => ({ code: 'ERR_WASMAP_PUT_ALL', result: {} }),
    () => ({ code: 'ERR_WASMAP_PUT_ALL', result: { failedCount: 'x', failed: [{}] } }),
    () => ({ code: 'ERR_WASMAP_PUT_ALL', result: { failedCount: 1, failed: [{ get key(): never { throw new Error('a trap'); } }] } }),
    () => ({ code: 'ERR_WASMAP_PUT_ALL', get result(): never { throw new Error('a trap'); } }),
  ];

  it.each(impostors)('may throw what calls itself a PutAllError (%#)', (impostor) => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32' });
    const { events } = log(map);
    const all: WriteEvent[] = [];
    const stop = logWrites({ sink: (event) => { all.push(event); } });
    const thrown = impostor();
    const source: Iterable<[number, number]> = { [Symbol.iterator]: () => { throw thrown as Error; } };
    let caught: unknown;
    try {
      map.putAll(source);
    } catch (error) {
      caught = error;
    }
    stop();
    expect(caught).toBe(thrown);
    for (const [event] of [events, all]) {
      expect(event).toMatchObject({ result: 'failed', error_code: 'ERR_WASMAP_PUT_ALL' });
      expect(event).not.toHaveProperty('map_key');
      expect(event).not.toHaveProperty('failed_count');
    }
  });

  it('may be a sink whose promise throws when it is awaited', async () => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32' });
    const errors: unknown[] = [];
    const stop = logMap(map, {
      sink: () => ({ then(): never { throw new Error('no promise'); } }),
      onError(error) { errors.push(error); },
    });
    map.set(1, 1);
    await Promise.resolve();
    await Promise.resolve();
    await Promise.resolve();
    expect([map.get(1), stop.errors, String(errors[0])]).toEqual([1, 1, 'Error: no promise']);
  });
});
