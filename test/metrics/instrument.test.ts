import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { PutAllError, VersionError, WasmMap, WasmapTypeError } from '../../src/index.js';
import { instrument } from '../../src/metrics/index.js';
import { engineKinds } from '../support/workloads.js';

/** The samples of a scrape: by name and labels, as they are written. */
async function scrape(register: Registry): Promise<Record<string, number>> {
  const lines = (await register.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  expect(new Set(lines.map((line) => line.replace(/ [^ ]*$/, ''))).size).toBe(lines.length);
  return Object.fromEntries(lines.map((line) => [line.replace(/ [^ ]*$/, ''), Number(line.replace(/^.* /, ''))]));
}

const labelled = (name: string, labels: string): string => `wasmap_${name}{${labels}}`;

describe.each(engineKinds)('instrument on the %s engine', (engine) => {
  const make = (name?: string): WasmMap<number, number> =>
    new WasmMap<number, number>({ key: 'u32', value: 'u32', engine, ...(name !== undefined && { name }) });

  it('shows what a map counts', async () => {
    const register = new Registry();
    const map = make('stock').set(1, 1);
    instrument(map, { register });
    map.get(1);
    map.get(2);
    map.has(1);
    const found = await scrape(register);
    expect([found[labelled('hits_total', 'map="stock"')], found[labelled('misses_total', 'map="stock"')]]).toEqual([2, 1]);
    expect(found[labelled('entries', 'map="stock"')]).toBe(1);
    expect(found[labelled('memory_bytes', 'map="stock"')]).toBe(map.memoryUsage().bytes);
    expect(found[labelled('probe_length_max', 'map="stock"')]).toBe(1);
    expect(Object.keys(found).filter((name) => name.includes('putall'))).toEqual([]);
    expect(Object.keys(found).filter((name) => name.startsWith('wasmap_engine_info{'))).toHaveLength(1);
  });

  it('shows what batches came to', async () => {
    const register = new Registry();
    const map = make('stock');
    instrument(map, { register, shard: 3, labels: { team: 'a' } });
    map.putAll([[1, 1], [2, 2], [3, 3]], { idempotencyKey: 'a' });
    map.putAll([[1, 1], [2, 2], [3, 3]], { idempotencyKey: 'a' });
    map.putAll([[4, 4], [5, -5]], { atomic: false });
    expect(() => map.putAll([[6, 6], [1, 1]], { onConflict: 'error' })).toThrow(PutAllError);
    expect(() => map.compareAndPutAll(99, [[7, 7]])).toThrow(VersionError);
    await map.putAllAsync([[8, 8]]);
    const found = await scrape(register);
    const labels = 'team="a",map="stock",shard="3"';
    const results = ['ok', 'partial', 'failed', 'rejected', 'deduplicated'].map((result) => found[labelled('putall_operations_total', `result="${result}",${labels}`)]);
    expect(results).toEqual([2, 1, 1, 1, 1]);
    expect(found[labelled('putall_entries_total', labels)]).toBe(5);
    expect(found[labelled('putall_batch_size', labels)]).toBe(1);
    expect(found[labelled('putall_batch_entries_count', labels)]).toBe(5);
    expect(found[labelled('putall_batch_entries_bucket', `le="2",${labels}`)]).toBe(3);
    expect(found[labelled('putall_duration_seconds_count', `result="ok",${labels}`)]).toBe(2);
    expect(found[labelled('rollbacks_total', labels)]).toBe(1);
  });

  it('adds up what has the same labels, and lets no counter fall while one of them is there', async () => {
    const register = new Registry();
    const [first, second] = [make('stock').set(1, 1), make('stock')];
    instrument(first, { register });
    instrument(second, { register });
    first.get(1);
    second.get(1);
    second.putAll([[1, 1]]);
    const before = await scrape(register);
    expect([before['wasmap_hits_total{map="stock"}'], before['wasmap_misses_total{map="stock"}'], before['wasmap_entries{map="stock"}']]).toEqual([1, 1, 2]);
    second.dispose();
    const after = await scrape(register);
    expect([after['wasmap_misses_total{map="stock"}'], after['wasmap_entries{map="stock"}'], after['wasmap_putall_entries_total{map="stock"}']]).toEqual([1, 1, 1]);
    first.dispose();
    expect(Object.keys(await scrape(register)).filter((name) => !name.startsWith('wasmap_engine'))).toEqual([]);
  });

  it('stops when it is told to', async () => {
    const register = new Registry();
    const map = make('stock');
    const stop = instrument(map, { register });
    stop();
    stop();
    map.putAll([[1, 1]]);
    expect(Object.keys(await scrape(register)).filter((name) => !name.startsWith('wasmap_engine'))).toEqual([]);
  });

  it('takes the name of the map, or that which is given, and nothing that is no map or registry', () => {
    const register = new Registry();
    expect(() => instrument(make(), { register })).toThrow(WasmapTypeError);
    expect(() => instrument(make(), { register })).toThrow('instrument: name: the map was made without one');
    expect(() => instrument({}, { register })).toThrow('instrument: map: expected a WasmMap or WasmSet');
    expect(() => instrument(make('a'), { register: {} as never })).toThrow('instrument: register: expected a Registry of prom-client');
    expect(() => instrument(make('a'), { register, labels: { map: 'b' } })).toThrow(/'map' is set by wasmap itself/);
    expect(() => instrument(make('a'), { register, labels: { 'a-b': 'b' } })).toThrow(/'a-b' is no name/);
    expect(instrument(make(), { register, name: 'given' })).toBeTypeOf('function');
  });
});
