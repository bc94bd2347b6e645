import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ClosedError, WasmMap } from '../../src/index.js';
import { expectSame } from '../support/expect.js';
import type { AnyMap, Key } from '../support/workloads.js';
import { anyMap, collidingKeys, columnOf, engineKinds, isBig, keyKinds, keyRange, runs } from '../support/workloads.js';

const SEED = 0x0123456789abcdefn;

/** A map of `count` sequential keys, each with its position for value. */
function filled(engine: 'wasm' | 'js', key: (typeof keyKinds)[number], count: number): AnyMap {
  const map = anyMap({ key, value: 'u32', engine, seed: SEED });
  const keys = keyRange(key, 0, count);
  if (count > 0) map.putAll({ keys: columnOf(key, keys), values: Uint32Array.from({ length: count }, (_, i) => i) });
  return map;
}

/** What a test does to a map between two steps of an iteration. */
type Change = 'add' | 'add many' | 'remove' | 'remove many' | 'replace' | 'shrink' | 'reserve' | 'clear';
const changes: readonly Change[] = ['add', 'add many', 'remove', 'remove many', 'replace', 'shrink', 'reserve', 'clear'];

/** Makes changes and keeps book of who was there throughout, and who was removed while not visited yet. */
class Disturber {
  readonly added = new Set<Key>();
  readonly removed = new Set<Key>();
  #next = 1_000_000;

  constructor(readonly map: AnyMap, readonly big: boolean) {}

  #remove(key: Key): void {
    if (this.map.delete(key)) this.removed.add(key);
    this.added.delete(key);
  }

  do(change: Change, at: number): void {
    const { map, big } = this;
    const key = (n: number): Key => (big ? BigInt(n) : n);
    const addSome = (count: number): void => {
      for (let i = 0; i < count; i++) {
        const added = key(this.#next++);
        map.set(added, 7);
        this.added.add(added);
      }
    };
    switch (change) {
      case 'add': addSome(1); break;
      case 'add many': addSome(2500); break;
      case 'remove': this.#remove(key(at)); break;
      case 'remove many': for (let i = 0; i < 2500; i++) this.#remove(key(at + i)); break;
      case 'replace': if (map.has(key(at))) map.set(key(at), at); break;
      case 'shrink': map.shrink(); break;
      case 'reserve': map.reserve(map.size + at); break;
      case 'clear':
        for (const present of [...map.keys()]) this.removed.add(present);
        this.added.clear();
        map.clear();
    }
  }
}

const plans = fc.record({
  count: fc.integer({ min: 0, max: 5000 }),
  disturbances: fc.array(fc.record({ after: fc.nat(4000), change: fc.constantFrom(...changes), at: fc.nat(6000) }), { maxLength: 8 }),
});

describe.each(engineKinds)('on the %s engine', (engine) => {
  it.each(keyKinds)('an iteration of %s keys visits what is there throughout exactly once, removed entries never, added ones at most once', (kind) => {
    fc.assert(fc.property(plans, fc.boolean(), ({ count, disturbances }, byForEach) => {
      const map = filled(engine, kind, count);
      const disturber = new Disturber(map, isBig(kind));
      const initial = new Set(map.keys());
      const visited = new Set<Key>();
      let step = 0;
      const visit = (key: Key, value: unknown): void => {
        if (visited.has(key)) throw new Error(`${key} is visited twice`);
        if (map.get(key) !== value) throw new Error(`${key} is shown with ${String(value)}`);
        visited.add(key);
        for (const { after, change, at } of disturbances) if (after === step) disturber.do(change, at);
        step++;
      };
      if (byForEach) map.forEach((value, key) => visit(key, value));
      else for (const [key, value] of map) visit(key, value);
      expect([...initial].filter((key) => !disturber.removed.has(key) && !visited.has(key))).toEqual([]);
      map.dispose();
    }), { numRuns: runs(8) });
  });

  it.each(keyKinds)('an iteration of colliding %s keys, which overflow, keeps the same promise', (kind) => {
    const keys = collidingKeys(kind, 3500, SEED);
    const map = anyMap({ key: kind, value: 'u32', engine, seed: SEED });
    keys.slice(0, 3000).forEach((key, i) => map.set(key, i));
    expect(map.size).toBe(3000);
    expect(map.stats().overflowed).toBeGreaterThan(0);
    const visited = new Map<Key, number>();
    let step = 0;
    for (const key of map.keys()) {
      visited.set(key, (visited.get(key) ?? 0) + 1);
      step++;
      if (step === 500) for (const removed of keys.slice(2500, 3000)) map.delete(removed);
      if (step === 700) keys.slice(3000).forEach((added, i) => map.set(added, i));
      if (step === 900) map.shrink();
    }
    expect([...visited.values()].every((times) => times === 1)).toBe(true);
    expect(keys.slice(0, 2500).every((key) => visited.has(key))).toBe(true);
    expect(keys.slice(0, 2500).every((key, i) => map.get(key) === i)).toBe(true);
    for (const key of keys) map.delete(key);
    expect(map.size).toBe(0);
    expect(map.stats().overflowed).toBe(0);
  });

  it('an entry removed before its visit is not shown, in every chunk and by every iterator', () => {
    const map = filled(engine, 'u32', 4000);
    const seen = new Set<Key>();
    for (const key of map.keys()) {
      seen.add(key);
      const other = ((key as number) + 1) % 4000;
      if (!seen.has(other)) map.delete(other);
    }
    expect([...map.keys()].every((key) => seen.has(key))).toBe(true);
    expect(seen.size).toBe(map.size);
  });

  it('an entry shows the value that it has when it is visited', () => {
    const map = filled(engine, 'u32', 3000);
    let first = true;
    map.forEach((value, key) => {
      if (!first) return expect(value).toBe(9);
      first = false;
      for (const other of map.keys()) if (other !== key) map.set(other, 9);
    });
    for (const value of map.values()) map.putAll([[1, value]]);
    expect(map.size).toBe(3000);
  });

  it('an entry deleted and set again during an iteration is visited once more at most', () => {
    const map = filled(engine, 'u32', 50);
    const visits = new Map<Key, number>();
    let rounds = 0;
    for (const [key, value] of map) {
      visits.set(key, (visits.get(key) ?? 0) + 1);
      map.delete(key);
      map.set(key, value);
      if (++rounds > 1000) break;
    }
    expect(visits.size).toBe(50);
    expect(rounds).toBeLessThanOrEqual(100);
  });

  it('a clear ends an iteration, and what is set afterwards may be visited but is no repetition', () => {
    for (const refill of [0, 3, 5000]) {
      const map = filled(engine, 'u32', 5000);
      const after = new Set<Key>();
      let step = 0;
      for (const key of map.keys()) {
        if (step > 0) {
          expect(map.has(key) && !after.has(key)).toBe(true);
          after.add(key);
        }
        if (step++ === 0) {
          map.clear();
          for (let i = 0; i < refill; i++) map.set(10_000 + i, i);
        }
      }
      expect(after.size).toBeLessThanOrEqual(refill);
    }
  });

  it('a dispose ends an iteration that is under way, with an error', () => {
    for (const count of [1, 20, 5000]) {
      const map = filled(engine, 'u32', count);
      let visits = 0;
      expect(() => map.forEach(() => {
        visits++;
        map.dispose();
      })).toThrow(ClosedError);
      expect(visits).toBe(1);
      const other = filled(engine, 'u32', count);
      const keys = other.keys();
      keys.next();
      other.dispose();
      expect(() => keys.next()).toThrow(ClosedError);
    }
  });

  it('a dispose ends an iteration even if a new map has the memory and the version of the old one', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    for (let i = 0; i < 5; i++) map.set(i, i);
    const visited: number[] = [];
    expect(() => map.forEach((_value, key) => {
      visited.push(key);
      if (visited.length > 1) return;
      map.dispose();
      const next = new WasmMap({ key: 'u32', value: 'u32', engine });
      for (let i = 0; i < 5; i++) next.set(i + 100, i);
    })).toThrow(ClosedError);
    expect(visited.length).toBe(1);
  });

  it('iterations nest, of one kind or another, without disturbing one another', () => {
    const map = filled(engine, 'u32', 300);
    let pairs = 0;
    for (const a of map.keys()) {
      map.forEach((_value, b) => {
        if (a === b) pairs++;
      });
      for (const [b] of map) if (a === b) pairs++;
    }
    expect(pairs).toBe(600);
    const outer: Key[] = [];
    map.forEach((_value, key) => {
      outer.push(key);
      if (outer.length <= 3) map.forEach((_inner, other) => map.set((other as number) + 10_000 * outer.length, 1));
    });
    expect(new Set(outer).size).toBe(outer.length);
    for (let key = 0; key < 300; key++) expectSame(outer.includes(key), true);
  });

  it('batches and reads during an iteration leave it alone', () => {
    const map = filled(engine, 'u32', 6000);
    const other = filled(engine, 'u32', 6000);
    const visited = new Set<Key>();
    let step = 0;
    for (const [key, value] of map) {
      expect(value).toBe(key);
      visited.add(key);
      if (step++ % 500 !== 0) continue;
      other.putAll({ keys: Uint32Array.of(step), values: Uint32Array.of(1) });
      map.getAll(Uint32Array.of(1, 2, 3));
      [...other.entries()].slice(0, 3);
    }
    expect(visited.size).toBe(6000);
  });

  it('an iterator that was left keeps neither its place nor the next iteration', () => {
    const map = filled(engine, 'u32', 3000);
    for (const _ of map) break;
    const left = map.keys();
    for (let i = 0; i < 1700; i++) left.next();
    expect([...map.keys()].length).toBe(3000);
    expect([...left].length).toBe(1300);
  });

  it('any values stay with their keys across changes of the handles behind them', () => {
    const map = new WasmMap<number, unknown>({ key: 'u32', engine });
    for (let i = 0; i < 3000; i++) map.set(i, `v${i}`);
    let step = 0;
    for (const [key, value] of map) {
      expect(value).toBe(`v${key}`);
      if (step++ % 100 === 0) {
        map.delete((key + 1500) % 3000);
        map.set(5000 + step, `v${5000 + step}`);
        map.putAll([[(key + 7) % 3000, `v${(key + 7) % 3000}`]]);
      }
    }
  });

  it('text of every length and every character comes back as it went in', () => {
    // Each character of Latin-1 in turn, those among them that a decoder of the web takes for others; and some of UTF-16, halves of pairs too.
    const characters = [...Array.from({ length: 256 }, (_, code) => String.fromCharCode(code)), 'Ж', '\uffff', '\ud83d', '\ude00'];
    const texts = characters.flatMap((character) => [1, 7, 8, 9, 63, 64, 65, 200, 5000].map((length) => character.repeat(length)));
    const map = new WasmMap(texts.map((text) => [text, text] as const), { key: 'string', value: 'string', engine });
    let place = 0;
    for (const [key, value] of map) {
      const expected = texts[place++];
      if (key !== expected || value !== expected) expect([key, value]).toEqual([expected, expected]);
    }
    expect(place).toBe(texts.length);
  });
});
