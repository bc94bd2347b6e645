import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { WasmMap, WasmSet, WasmapTypeError } from '../../src/index.js';
import { instrument, instrumentAll } from '../../src/metrics/index.js';
import { collect } from '../heap/collect.js';
import { labelled, scrape, shown } from './scrape.js';

describe('instrumentAll', () => {
  it('shows what has a name: what was there, and what is made later', async () => {
    const register = new Registry();
    const earlier = new WasmMap({ name: 'earlier' }).set(1, 1);
    const stop = instrumentAll({ register, labels: { app: 'shop' } });
    const later = [new WasmMap({ name: 'later', key: 'u32', value: 'u32' }), new WasmSet({ name: 'later', key: 'u32' })] as const;
    const unnamed = new WasmMap();
    later[0].putAll([[1, 1], [2, 2]]);
    later[1].addAll([1]);
    const found = await scrape(register);
    expect(found[labelled('entries', 'app="shop",map="earlier"')]).toBe(1);
    expect(found[labelled('entries', 'app="shop",map="later"')]).toBe(3);
    expect(found[labelled('putall_entries_total', 'app="shop",map="later"')]).toBe(3);
    stop();
    const unheard = new WasmMap({ name: 'unheard' });
    expect(await shown(register)).toEqual([]);
    expect([earlier.size, unnamed.size, unheard.size]).toEqual([1, 0, 0]);
  });

  it('shows a map once that is instrumented, too', async () => {
    const register = new Registry();
    const stop = instrumentAll({ register });
    const map = new WasmMap({ name: 'both', key: 'u32', value: 'u32' });
    instrument(map, { register });
    map.putAll([[1, 1]]);
    const found = await scrape(register);
    expect([found[labelled('entries', 'map="both"')], found[labelled('putall_entries_total', 'map="both"')]]).toEqual([1, 1]);
    stop();
    expect((await scrape(register))[labelled('entries', 'map="both"')]).toBe(1);
  });

  it('lets maps go that are collected, and counts what they counted while others of their name are there', async () => {
    const register = new Registry();
    const stop = instrumentAll({ register });
    const staying = new WasmMap({ name: 'passing', key: 'u32', value: 'u32' });
    for (let i = 0; i < 100; i++) new WasmMap({ name: 'passing', key: 'u32', value: 'u32' }).putAll([[1, 1]]);
    expect((await scrape(register))[labelled('entries', 'map="passing"')]).toBe(100);
    await collect();
    const found = await scrape(register);
    expect(found[labelled('entries', 'map="passing"')]).toBeLessThan(10);
    expect(found[labelled('putall_entries_total', 'map="passing"')]).toBe(100);
    expect(staying.size).toBe(0);
    stop();
  });

  it('says what is wrong', () => {
    expect(() => instrumentAll({} as never)).toThrow(WasmapTypeError);
    expect(() => instrumentAll(new Registry() as never)).toThrow("expected an object with the registry as its 'register'");
    expect(() => instrumentAll({ register: new Registry(), name: 'a' } as never)).toThrow('instrumentAll: unknown option "name"');
    expect(() => instrumentAll({ register: new Registry(), legacyNames: 1 as never })).toThrow('instrumentAll: legacyNames: expected a boolean');
  });
});
