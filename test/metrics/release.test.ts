import { channel } from 'node:diagnostics_channel';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { instrument, instrumentAll } from '../../src/metrics/index.js';

const isHeard = (): boolean => channel('tracing:wasmap:putall:end').hasSubscribers || channel('wasmap:guard').hasSubscribers;
const make = (): WasmMap<number, number> => new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'a' });

describe('nothing is listened to', () => {
  it('before a map is shown, and after the last is not any more', () => {
    const register = new Registry();
    const [first, second] = [make(), make()];
    expect(isHeard()).toBe(false);
    const stops = [instrument(first, { register }), instrument(second, { register }), instrumentAll({ register })];
    for (const stop of stops) {
      expect(isHeard()).toBe(true);
      stop();
    }
    expect(isHeard()).toBe(false);
  });

  it('when all maps were disposed of, once that was noticed', async () => {
    const register = new Registry();
    const map = make();
    instrument(map, { register });
    map.dispose();
    await register.metrics();
    expect(isHeard()).toBe(false);
  });
});
