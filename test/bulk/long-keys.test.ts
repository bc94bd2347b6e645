/** Keys longer than the scratch that batches are staged in: memory is borrowed for them. */
import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../src/engine/engine.js';
import { ConflictError, WasmMap, WasmapTypeError } from '../../src/index.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

const engineOf = (map: object): Engine => (map as { _table: { engine: Engine } })._table.engine;
const long = (character: string, length = 200_000): string => character.repeat(length);

describe.each(engineKinds)('keys of hundreds of thousands of characters on the %s engine', (engine) => {
  it('are taken back with no more memory than they took', () => {
    const map = new WasmMap({ key: 'string', value: 'f64', engine });
    map.set('there', 1);
    const before = [...map];
    const own = engineOf(map);
    const { borrow } = own;
    let calls = 0;
    const spy = vi.spyOn(own, 'borrow').mockImplementation((bytes) => (calls++ === 0 ? borrow.call(own, bytes) : 0));
    try {
      const error = thrownBy(() => map.putAll([[long('a'), 1], [long('b', 100_000), 2], ['there', 3]], { onConflict: 'error' }));
      expect((error as Error).cause).toBeInstanceOf(ConflictError);
    } finally {
      spy.mockRestore();
    }
    expect(calls).toBeGreaterThan(0);
    expect([...map]).toEqual(before);
    expect(map.version).toBe(1);
  });

  it('leave nothing borrowed, whatever becomes of the call', () => {
    const map = new WasmMap({ key: 'string', value: 'f64', engine });
    const own = engineOf(map);
    const lent = { balance: 0 };
    const { borrow, giveBack } = own;
    const spies = [
      vi.spyOn(own, 'borrow').mockImplementation((bytes) => { lent.balance += bytes; return borrow.call(own, bytes); }),
      vi.spyOn(own, 'giveBack').mockImplementation((at, bytes) => { lent.balance -= bytes; giveBack.call(own, at, bytes); }),
    ];
    try {
      const bytes = new Uint8Array(300_001).fill(97);
      bytes[300_000] = 0xff;
      const packed = { data: bytes, offsets: Uint32Array.of(0, 300_000, 300_001) };
      expect(thrownBy(() => map.getAll(packed))).toBeInstanceOf(WasmapTypeError);
      expect(lent.balance).toBe(0);
      expect(thrownBy(() => map.putAll({ keys: packed, values: [1, 2] }))).toBeInstanceOf(Error);
      expect(lent.balance).toBe(0);
      expect(map.putAll({ keys: packed, values: [1, 2] }, { atomic: false })).toMatchObject({ inserted: 1, failedCount: 1 });
      expect(map.hasAll([long('a', 300_000), 'b'])).toEqual(Uint8Array.of(1, 0));
      expect(map.deleteAll([long('a', 300_000)])).toBe(1);
      expect(lent.balance).toBe(0);
    } finally {
      spies.forEach((spy) => { spy.mockRestore(); });
    }
  });
});

it.each(engineKinds)('bytes that cannot be read any more are a typed error on the %s engine', (engine) => {
  const detached = new Uint8Array(4);
  structuredClone(detached, { transfer: [detached.buffer] });
  const keys = new WasmMap({ key: 'bytes', value: 'f64', engine });
  expect(thrownBy(() => keys.set(detached, 1))).toBeInstanceOf(WasmapTypeError);
  expect(keys.size).toBe(0);
  const values = new WasmMap({ key: 'u32', value: 'bytes', engine });
  expect(thrownBy(() => values.set(1, detached))).toBeInstanceOf(WasmapTypeError);
  expect(values.size).toBe(0);
});
