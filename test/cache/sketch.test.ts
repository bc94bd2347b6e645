import { describe, expect, it } from 'vitest';
import { type EngineName, createEngine } from '../support/engines.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { AGE_BITS, ROOM, SEGMENTS, SKETCH } from '../../src/engine/js/cache/policy/sketch-memory.js';
import { Cache, SEED } from './kernels.js';
import { WTinyLfu } from './models/w-tinylfu.js';

const ENGINES: readonly EngineName[] = ['release', 'debug', 'js'];
const SEGMENT_BYTES = 16_384;
const [BYTES, COUNT] = [96, 40];

/** Popular keys and rare ones, the same every time. */
function* requests(count: number, spread: number): Generator<number> {
  let state = 7;
  for (let i = 0; i < count; i++) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    yield Math.floor(Math.exp((state / 2 ** 32) * spread));
  }
}

function ask(cache: Cache, key: number): void {
  if (cache.get(key) === undefined) cache.put(key, key);
}

/** The segments' words, in the order of their numbers. */
function words(cache: Cache): number[] {
  const { u32 } = cache.engine;
  const at = (number: number): number => u32[(cache.field(SKETCH) >>> 2) + (number >>> 9)]! + (number & 511) * 4;
  return Array.from({ length: cache.field(SEGMENTS) }, (_, number) => u32[at(number) >>> 2]!);
}

describe('the sketch', () => {
  it.each(ENGINES)('counts as its model does while it grows from one piece to segments and ages, on the %s engine', (engine) => {
    const max = 9000;
    const cache = new Cache(createEngine(engine, 64 << 20), 'w-tinylfu', max);
    const model = new WTinyLfu(max, (key) => cache.hashOf(key), SEED[0] ^ SEED[1]);
    for (const key of requests(250_000, 16)) {
      const isThere = model.has(key);
      expectSame(cache.get(key) !== undefined, isThere);
      if (isThere) model.read(key);
      else {
        cache.put(key, key);
        model.add(key);
      }
    }
    expect(cache.field(COUNT)).toBe(max);
    expect(cache.field(SEGMENTS)).toBe(5);
    expect(words(cache).some((word) => (word & AGE_BITS) > 0)).toBe(true);
  });

  it('is the same on both engines, segment by segment', () => {
    const [wasm, js] = (['debug', 'js'] as const).map((engine) => {
      const cache = new Cache(createEngine(engine, 64 << 20), 'w-tinylfu', 9000);
      for (const key of requests(120_000, 12)) ask(cache, key);
      const segments = words(cache);
      return segments.map((word) => [word & AGE_BITS, ...cache.engine.u8.subarray(word & ~AGE_BITS, (word & ~AGE_BITS) + SEGMENT_BYTES)]);
    });
    expectEqual(js, wasm);
  });

  it.each(ENGINES)('takes memory for what the cache holds, a segment at a time, on the %s engine', (engine) => {
    const cache = new Cache(createEngine(engine), 'w-tinylfu', 100_000_000);
    cache.put(0, 0);
    expect(cache.field(ROOM)).toBe(16);
    for (let key = 1, before = 1; key < 30_000; key++) {
      cache.put(key, key);
      const segments = Math.max(1, cache.field(SEGMENTS));
      expectSame(segments - before <= 1, true);
      before = segments;
    }
    expect(cache.field(SEGMENTS)).toBe(30);
    expect(cache.field(ROOM)).toBe(30 * 2048);
  });

  it.each(ENGINES)('goes on with the size it has where memory is refused, and grows when there is some, on the %s engine', (engine) => {
    const host = createEngine(engine, 64 << 20);
    const quota = host.createQuota(2 ** 30);
    const cache = new Cache(host, 'w-tinylfu', 30_000, quota);
    const limit = (bytes: number): void => { host.u64[quota >>> 3] = BigInt(bytes); };
    let key = 0;
    while (cache.field(COUNT) < 3072) ask(cache, key++);
    expect(cache.field(SEGMENTS)).toBe(3);
    // Nothing larger than a block of a slab that is there is granted from here on.
    limit(cache.field(BYTES) + SEGMENT_BYTES - 1);
    while (cache.put(key, key) && key < 20_000) key++;
    expect(cache.field(SEGMENTS)).toBe(3);
    expect(cache.get(key - 1)).toBe(key - 1);
    limit(2 ** 30);
    for (const each of requests(200_000, 10)) ask(cache, 100_000 + each);
    expect(cache.field(SEGMENTS)).toBe(Math.ceil(Math.min(30_000, 2 * cache.field(COUNT)) / 2048));
    cache.dispose();
    expect(Number(host.u64[(quota + 8) >>> 3])).toBe(0);
  });
});
