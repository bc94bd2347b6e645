/** Code of the user's that a cache runs amid its calls, and that calls the cache itself: whatever it does, no memory but the cache's own is touched. */
import { describe, expect, it } from 'vitest';
import { ClosedError, type Codec, Heap, WasmMap } from '../../src/index.js';
import { WasmCache } from '../../src/cache/index.js';

type Cache = WasmCache<string, string>;

const encoder = new TextEncoder();
const decoder = new TextDecoder();

const deeds: Readonly<Record<string, (cache: Cache) => void>> = {
  close: (cache) => { cache.close(); },
  clear: (cache) => { cache.clear(); },
  set: (cache) => { for (let i = 0; i < 100; i++) cache.set(`n${i}`, 'n'.repeat(100)); },
  delete: (cache) => { for (let i = 0; i < 20; i++) cache.delete(`k${i}`); },
};

const calls: Readonly<Record<string, (cache: Cache) => unknown>> = {
  get: (cache) => cache.get('k3'),
  'get with status': (cache) => cache.get('k3', { status: {} }),
  has: (cache) => cache.has('k3', { updateAgeOnHas: true }),
  info: (cache) => cache.info('k3'),
  'set of a key that is there': (cache) => cache.set('k3', 'w'.repeat(200)),
  'set of a new key': (cache) => cache.set('new', 'w'.repeat(200)),
  delete: (cache) => cache.delete('k3'),
  pop: (cache) => cache.pop(),
  clear: (cache) => { cache.clear(); },
  resize: (cache) => { cache.resize({ max: 5 }); },
  purgeStale: (cache) => cache.purgeStale(),
  iteration: (cache) => [...cache],
  dump: (cache) => cache.dump(),
  getAll: (cache) => cache.getAll(['k1', 'k2', 'k3']),
  putAll: (cache) => cache.putAll([['k1', 'w'], ['new', 'w']]),
  deleteAll: (cache) => cache.deleteAll(['k1', 'k2']),
};

/** What runs amid a call. */
type Place = 'codec.encode' | 'codec.decode' | 'clock';

interface Scene {
  readonly cache: Cache;
  /** Whether the deed happens the next time that the place is reached. */
  arm(): void;
  disarm(): void;
}

/** A cache that runs `deed` at `place`, once; then maps take the memory that it has given back. */
function scene(heap: Heap, place: Place, deed: (cache: Cache) => void, told: boolean, maps: WasmMap<number, number>[]): Scene {
  let armed = false;
  const reached = (here: Place): void => {
    if (!armed || here !== place) return;
    armed = false;
    deed(cache);
    for (let i = 0; i < 20; i++) {
      const map = new WasmMap({ key: 'u32', value: 'u32', heap });
      for (let key = 0; key < 200; key++) map.set(key, 0x33333333);
      maps.push(map);
    }
  };
  const codec: Codec<string> = {
    encode(key, target) {
      reached('codec.encode');
      return encoder.encodeInto(key, target).written;
    },
    decode(bytes) {
      reached('codec.decode');
      return decoder.decode(bytes);
    },
  };
  const cache: Cache = new WasmCache<string, string>({
    max: 40, policy: 'lru', value: 'string', heap, codec, ...(told && { dispose: () => undefined }),
    ...(place === 'clock' && { ttl: 1000, updateAgeOnGet: true, clock: () => { reached('clock'); return 5; } }),
  });
  for (let i = 0; i < 40; i++) cache.set(`k${i}`, `v${i}`);
  return { cache, arm: () => { armed = true; }, disarm: () => { armed = false; } };
}

describe.each(['wasm', 'js'] as const)('a cache whose user calls it amid its calls, %s engine', (engine) => {
  const cases = (['codec.encode', 'codec.decode', 'clock'] as const).flatMap((place) => Object.keys(deeds).map((deed) => [deed, place] as const));

  it.each(cases)('stands a %s in %s', (deed, place) => {
    const heap = new Heap({ engine, separate: true });
    for (const [name, call] of Object.entries(calls)) {
      for (const told of [false, true]) {
        const maps: WasmMap<number, number>[] = [];
        const { cache, arm, disarm } = scene(heap, place, deeds[deed]!, told, maps);
        arm();
        try {
          call(cache);
        } catch (error) {
          expect(error, name).toBeInstanceOf(ClosedError);
        }
        disarm();
        expect(maps.every((map) => [...map].every(([, value]) => value === 0x33333333) && map.size === 200), name).toBe(true);
        for (const map of maps) map.dispose();
        if (!cache._store.closed) {
          for (const [key, value] of cache) expect(value, name).toMatch(key.startsWith('n') ? /^[nw]+$/ : /^(w+|v\d+)$/);
          for (let i = 0; i < 100; i++) cache.set(`a${i}`, 'w');
          cache.close();
        }
        expect(heap.memoryUsage().bytes, name).toBe(0);
      }
    }
  });
});
