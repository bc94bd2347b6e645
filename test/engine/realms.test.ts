/** Other realms, such as frames and `node:vm` contexts, have classes of their own. */
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from 'vitest';
import { WasmMap, WasmSet } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';

describe.each(engineKinds)('on the %s engine', (engine) => {
  it('takes bytes of other realms in single calls, as it does in batches', () => {
    const bytes = runInNewContext('Uint8Array.of(1, 2)') as Uint8Array;
    expect(bytes).not.toBeInstanceOf(Uint8Array);
    const map = new WasmMap({ key: 'bytes', value: 'bytes', engine });
    expect(map.set(bytes, bytes).get(bytes)).toEqual(Uint8Array.of(1, 2));
    expect([map.has(bytes), map.has(Uint8Array.of(1, 2)), map.size]).toEqual([true, true, 1]);
    expect(map.getOr(bytes, Uint8Array.of())).toEqual(Uint8Array.of(1, 2));
    expect(map.delete(bytes)).toBe(true);
    const counts = new WasmMap({ key: 'bytes', value: 'u32', engine });
    expect([counts.increment(bytes), counts.increment(Uint8Array.of(1, 2)), counts.getOrInsert(bytes, 9)]).toEqual([1, 2, 2]);
    expect(new WasmSet({ key: 'bytes', engine }).add(bytes).has(bytes)).toBe(true);
    expect(new WasmMap({ value: 'bytes', engine }).set('key', bytes).get('key')).toEqual(Uint8Array.of(1, 2));
  });
});
