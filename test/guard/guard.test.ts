import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WasmMap, WasmSet, WriteBatcher, isWasmapError } from '../../src/index.js';
import { type Guard, GuardError, type GuardMessage, type GuardPolicy, guard } from '../../src/guard/index.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

afterEach(() => { vi.restoreAllMocks(); });

const microtask = (): Promise<void> => Promise.resolve();
const kinds = ({ recent }: Guard): string[] => recent.map(({ operation, kind }) => `${operation} ${kind}`);
const many = (map: { set(key: number, value: number): unknown }, count: number): void => { for (let i = 0; i < count; i++) map.set(i, i); };

describe.each(engineKinds)('guard on the %s engine', (engine) => {
  const make = (): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock', engine });

  it('asks that batches can be recognised and traced', () => {
    const map = make();
    const watched = guard(map, { mode: 'count' });
    map.putAll([[1, 1]], { idempotencyKey: 'a', batchId: 'nightly' });
    map.putAll([[1, 1]], { revision: 1, batchId: 'nightly' });
    map.putAll([[1, 1]], { entryIds: ['x'], batchId: 'nightly' });
    map.compareAndPutAll(map.version, [[1, 1]], { batchId: 'nightly' });
    map.set(1, 1).delete(1);
    map.increment(2);
    map.deleteAll([1]);
    expect(kinds(watched)).toEqual([]);
    map.putAll([[1, 1]]);
    map.putAll([[1, 1]], { batchId: '', onConflict: 'add', idempotencyKey: 'b' });
    map.putAll([[1, 1]], { batchId: 'nightly', onConflict: 'add' });
    map.compareAndPutAll(map.version, []);
    expect(kinds(watched)).toEqual(['putAll no-key', 'putAll no-trace', 'putAll no-trace', 'putAll adds-again', 'compareAndPutAll no-trace']);
    expect(watched.violations).toEqual({ atomic: 0, idempotent: 2, observable: 3 });
    expect(watched.recent[0]).toMatchObject({
      name: 'stock', rule: 'idempotent', mode: 'count',
      message: 'WasmMap "stock": putAll has no idempotencyKey, entryIds or revision by which it would be recognised if it came again',
      site: expect.stringContaining('guard.test.ts') as string,
    });
  });

  it('takes a trace for an id, and asks for one where there is no id to give', async () => {
    const map = make();
    let trace: string | undefined = 'a1b2';
    const watched = guard(map, { mode: 'count', idempotency: 'effect', traceId: () => trace });
    const set = new WasmSet<number>({ key: 'u32', engine });
    const watchedSet = guard(set, { mode: 'count', traceId: () => trace });
    const all = async (): Promise<void> => {
      map.putAll([[1, 1]]);
      map.deleteAll([1]);
      set.addAll([1]);
      const batcher = new WriteBatcher(map);
      void batcher.write(1, 1);
      await batcher.close();
      map.set(5, 5);
    };
    await all();
    expect([...kinds(watched), ...kinds(watchedSet)]).toEqual([]);
    trace = undefined;
    await all();
    expect(kinds(watched)).toEqual(['putAll no-trace', 'deleteAll no-trace', 'batcher no-trace']);
    expect(kinds(watchedSet)).toEqual(['addAll no-trace']);
    expect(kinds(guard(map, { mode: 'count', traceId: () => { throw new Error('no'); } }))).toEqual([]);
  });

  it('asks as much of single writes, if it is to', () => {
    const map = make();
    let trace = '';
    const watched = guard(map, { mode: 'count', requireFor: 'all', traceId: () => trace });
    map.set(1, 1);
    map.increment(1);
    expect(kinds(watched)).toEqual(['set no-trace', 'increment adds-again', 'increment no-trace']);
    trace = 'a1b2';
    map.set(1, 1);
    expect(watched.recent).toHaveLength(3);
  });

  it('notices what is written while an asynchronous batch is under way', async () => {
    const map = make();
    const watched = guard(map, { mode: 'count', idempotent: 'off', observable: 'off' });
    const first = map.putAllAsync([[1, 1]]);
    const second = map.putAllAsync([[2, 2]]);
    map.set(3, 3);
    map.putAll([[4, 4]]);
    map.delete(99);
    await first;
    map.deleteAll([4]);
    await second;
    map.set(5, 5);
    expect(kinds(watched)).toEqual(['set during-batch', 'putAll during-batch', 'deleteAll during-batch']);
    await expect(map.putAllAsync([[1, -1]])).rejects.toMatchObject({ code: 'ERR_WASMAP_PUT_ALL' });
    map.set(6, 6);
    expect(watched.recent).toHaveLength(3);
  });

  it('throws before anything is written', async () => {
    const map = make();
    const watched = guard(map, { mode: 'throw', maxSingleWrites: 2 });
    const before = map.version;
    const error = thrownBy(() => map.putAll([[1, 1]]));
    expect(error).toBeInstanceOf(GuardError);
    expect([isWasmapError(error), (error as GuardError).code, (error as GuardError).rule, (error as Error).name]).toEqual([true, 'ERR_WASMAP_GUARD', 'idempotent', 'GuardError']);
    expect((error as Error).message).toMatch(/^WasmMap "stock": putAll has no idempotencyKey.*; nothing was written$/);
    await expect(map.putAllAsync([[1, 1]])).rejects.toThrow(GuardError);
    expect(map.version).toBe(before);
    expect(() => many(map, 5)).toThrow(/one of more than 2 single writes in one go/);
    expect([map.size, watched.violations.atomic]).toEqual([2, 1]);
    await microtask();
    map.set(9, 9);
    const done = map.putAllAsync([[7, 7]], { idempotencyKey: 'k', batchId: 'b' });
    expect(() => map.clear()).toThrow(GuardError);
    await done;
    expect(map.size).toBe(4);
  });

  it('refuses a WriteBatcher its batches, too', async () => {
    const map = make();
    const traced: { id?: string } = {};
    guard(map, { mode: 'throw', traceId: () => traced.id });
    const batcher = new WriteBatcher(map);
    const refused = batcher.write(1, 1);
    await expect(batcher.flush()).rejects.toThrow(GuardError);
    await expect(refused).rejects.toThrow('WasmMap "stock": batcher is in no trace; nothing was written');
    traced.id = 'a1b2';
    const written = batcher.write(1, 1);
    await batcher.close();
    await written;
    expect(map.size).toBe(1);
  });

  it('looks at nothing that is off, and at nothing once it is stopped', () => {
    const map = make();
    const off = guard(map, { mode: 'off' });
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
    const watched = guard(map, { mode: 'throw', atomic: 'off', idempotent: 'off' });
    expect(() => map.putAll([[1, 1]])).toThrow(GuardError);
    many(map, 500);
    watched.stop();
    watched.stop();
    off.stop();
    map.putAll([[1, 1]]);
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
    expect(watched.violations).toEqual({ atomic: 0, idempotent: 0, observable: 1 });
  });
});

describe('guard', () => {
  const make = (): WasmMap<number, number> => new WasmMap<number, number>();

  it('reports many single writes in one go once, with their place and their number', async () => {
    const map = make();
    const watched = guard(map, { mode: 'count' });
    many(map, 100);
    await microtask();
    many(map, 250);
    many(map, 150);
    await microtask();
    many(map, 1000);
    expect(watched.violations.atomic).toBe(2);
    await microtask();
    expect(watched.loops).toEqual([{ site: expect.stringMatching(/^many \(.*guard\.test\.ts:\d+:\d+\)$/) as string, runs: 2, writes: 1400, longest: 1000 }]);
    const strict = guard(make(), { mode: 'count', maxSingleWrites: 0 });
    expect(strict.violations.atomic).toBe(0);
  });

  it('does not count what writes nothing', async () => {
    const map = make();
    map.set(1, 1);
    const watched = guard(map, { mode: 'count', maxSingleWrites: 0 });
    map.delete(2);
    map.getOrInsert(1, 5);
    map.getOrInsertComputed(1, () => 5);
    const set = new WasmSet<string>({ key: 'string' });
    const watchedSet = guard(set, { mode: 'count', maxSingleWrites: 0 });
    set.clear();
    set.delete('a');
    expect([watched.violations.atomic, watchedSet.violations.atomic]).toEqual([0, 0]);
    map.delete(1);
    set.add('a');
    expect([watched.violations.atomic, watchedSet.violations.atomic]).toEqual([1, 1]);
    const { hits, misses } = set.stats();
    expect([hits, misses]).toEqual([0, 0]);
  });

  it('tells of violations on the channel wasmap:guard, and its own listener, whatever these throw', () => {
    const told: GuardMessage[] = [];
    const listener = (message: unknown): void => { told.push(message as GuardMessage); };
    subscribe('wasmap:guard', listener);
    const map = new WasmMap<number, number>({ name: 'stock' });
    const heard: string[] = [];
    guard(map, { mode: 'count', name: 'orders', onViolation: ({ kind }) => { heard.push(kind); throw new Error('no'); } });
    map.putAll([[1, 1]], { idempotencyKey: 'a' });
    unsubscribe('wasmap:guard', listener);
    map.putAll([[1, 1]], { idempotencyKey: 'b' });
    expect(told).toEqual([{
      map, name: 'orders', rule: 'observable', mode: 'count', message: 'WasmMap "orders": putAll has no batchId and is in no trace',
      site: expect.stringContaining('guard.test.ts') as string, time: expect.any(Number) as number,
    }]);
    expect(heard).toEqual(['no-trace', 'no-trace']);
    expect(map.size).toBe(1);
  });

  it('warns once for each place and rule', () => {
    const emitted = vi.spyOn(process, 'emitWarning').mockImplementation(() => undefined);
    const map = make();
    const watched = guard(map);
    for (let i = 0; i < 3; i++) map.putAll([[i, i]]);
    map.putAll([[1, 1]], { batchId: 'b' });
    expect(emitted.mock.calls.map(([message, options]) => [(message as string).replace(/, at .*/, ''), options])).toEqual([
      ['WasmMap: putAll has no idempotencyKey, entryIds or revision by which it would be recognised if it came again', { type: 'WasmapGuardWarning', code: 'WASMAP_GUARD' }],
      ['WasmMap: putAll has no batchId and is in no trace', { type: 'WasmapGuardWarning', code: 'WASMAP_GUARD' }],
      ['WasmMap: putAll has no idempotencyKey, entryIds or revision by which it would be recognised if it came again', { type: 'WasmapGuardWarning', code: 'WASMAP_GUARD' }],
    ]);
    expect(watched.violations).toEqual({ atomic: 0, idempotent: 4, observable: 3 });
  });

  it('warns on the console where a process does not take warnings', () => {
    const warned = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const { emitWarning } = process;
    try {
      process.emitWarning = undefined as never;
      const map = make();
      guard(map);
      map.compareAndPutAll(map.version, []);
    } finally {
      process.emitWarning = emitWarning;
    }
    expect(warned.mock.calls).toEqual([[expect.stringMatching(/^WasmapGuardWarning: WasmMap: compareAndPutAll has no batchId and is in no trace, at .*guard\.test\.ts/)]]);
  });

  it('remembers the last violations', () => {
    const map = make();
    const watched = guard(map, { mode: 'count', observable: 'off', maxRecent: 2 });
    for (const value of [1, 2, 3]) map.putAll([[1, value]]);
    expect([watched.recent.length, watched.violations.idempotent]).toEqual([2, 3]);
    (watched.recent as unknown[]).length = 0;
    expect(watched.recent).toHaveLength(2);
    const forgetful = guard(make(), { mode: 'count', maxRecent: 0 });
    expect(forgetful.recent).toEqual([]);
  });

  it('leaves what comes from within a write to that', () => {
    class Cache extends WasmMap<string, number> {
      override set(key: string, value: number): this { return super.set(key.toLowerCase(), value); }
      override putAll(source: Iterable<readonly [string, number]>): never {
        for (const [key, value] of source) this.set(key, value);
        return undefined as never;
      }
    }
    const map = new Cache();
    const watched = guard(map, { mode: 'count', maxSingleWrites: 1 });
    map.putAll([['A', 1], ['B', 2], ['C', 3]]);
    expect(kinds(watched)).toEqual(['putAll no-key', 'putAll no-trace']);
    expect([...map.keys()]).toEqual(['a', 'b', 'c']);
  });

  it('leaves the map’s own errors, and options of every kind, to the map', () => {
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32' });
    const watched = guard(map, { mode: 'count' });
    expect(() => map.putAll([], 5 as never)).toThrow(/options/);
    expect(() => map.putAll([], { get idempotencyKey(): string { throw new Error('trap'); } })).toThrow('trap');
    expect(() => map.set(-1, 0)).toThrow(RangeError);
    expect(() => map.delete('x' as never)).toThrow(TypeError);
    map.dispose();
    expect(() => map.set(1, 1)).toThrow(/disposed/);
    expect(() => map.clear()).toThrow(/disposed/);
    watched.stop();
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
  });

  it('guards a map twice, each guard for itself', () => {
    const map = make();
    const counts = guard(map, { mode: 'count' });
    const throws = guard(map, { mode: 'throw' });
    expect(() => map.putAll([[1, 1]])).toThrow(GuardError);
    counts.stop();
    expect(() => map.putAll([[1, 1]])).toThrow(GuardError);
    throws.stop();
    expect(map.putAll([[1, 1]]).written).toBe(1);
    expect([counts.violations.idempotent, throws.violations.idempotent]).toEqual([1, 2]);
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
  });

  it('refuses what makes no sense', () => {
    const map = make();
    const refusals: [unknown, GuardPolicy][] = [
      [{}, {}], [map.snapshot(), {}], [map, { mod: 'count' } as never], [map, { mode: 'loud' as never }], [map, { atomic: 1 as never }],
      [map, { requireFor: 'none' as never }], [map, { maxSingleWrites: -1 }], [map, { traceId: 'x' as never }], [map, { requireFor: 'all' }],
      [map, 'strict' as never], [Object.freeze(make()), {}], [map, { name: 1 as never }],
    ];
    for (const [target, policy] of refusals) {
      const error = thrownBy(() => guard(target as object, policy));
      expect(isWasmapError(error), String(error)).toBe(true);
      expect((error as Error).message).toMatch(/^guard: /);
    }
    expect(Reflect.ownKeys(map)).toEqual(['_table']);
  });
});
