/** Files of caches with something wrong in them: a clear error and nothing left behind, or a cache in which everything is in order. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { Heap, SnapshotError, isWasmapError } from '../../../src/index.js';
import { generator, mutated, repaired } from '../../serial/fuzz.js';
import { runs, thrownBy } from '../../support/workloads.js';
import { type AnyCache, type AnyOptions, Clock, type SubjectKey, type SubjectValue, engines, policies, restored, subject } from './subjects.js';

const RUNS = Number(process.env['WASMAP_FUZZ_RUNS'] ?? runs(10) * 300);
const SEED = Number(process.env['WASMAP_FUZZ_SEED'] ?? 20_261_122);

const subjects: readonly (readonly [SubjectKey, SubjectValue, number, AnyOptions])[] = [
  ['u32', 'u32', 40, { max: 20 }], ['string', 'string', 60, { maxSize: 60, sizeCalculation: (value) => String(value).length }], ['any', 'any', 60, { max: 15, ttl: 10_000 }],
  ['f64', 'f32', 30, { max: 30, ttl: 100 }], ['bytes', 'bytes', 30, { maxBytes: 20_000 }], ['codec', 'u64', 30, { max: 9 }], ['i64', 'objects', 20, { max: 9 }],
];

// Time stands still: what a file has is the same however long it takes to read.
vi.useFakeTimers({ toFake: ['Date'], now: 1e12 });
const clock = new Clock(5);
const heaps = { wasm: new Heap({ engine: 'wasm', separate: true, maximumBytes: 2 ** 26 }), js: new Heap({ engine: 'js', separate: true, maximumBytes: 2 ** 26 }) };
afterAll(() => {
  for (const heap of Object.values(heaps)) heap.dispose();
  vi.useRealTimers();
});

const bytesTaken = (): number => heaps.wasm.memoryUsage().bytes + heaps.js.memoryUsage().bytes;

describe.each(policies)('damaged files of caches with the policy %s', (policy) => {
  const file = subject('u32', 'string', { policy, max: 12, ttl: 1000, maxSize: 100, sizeCalculation: () => 2, clock: clock.now, seed: 3n }, 40).serialize();

  it.each(engines)('are refused wherever they end, on the %s engine', (engine) => {
    for (let length = 0; length < file.length; length++) {
      expect(thrownBy(() => restored(file.subarray(0, length), 'u32', 'string', { heap: heaps[engine] }))).toBeInstanceOf(SnapshotError);
    }
    expect(bytesTaken()).toBe(0);
  });

  it.each(engines)('are refused whichever bit is another, on the %s engine', (engine) => {
    for (let bit = 0; bit < 8 * file.length; bit++) {
      const changed = file.slice();
      changed[bit >>> 3]! ^= 1 << (bit & 7);
      const error = thrownBy(() => restored(changed, 'u32', 'string', { heap: heaps[engine] }));
      if (!(error instanceof SnapshotError)) expect(error, `bit ${String(bit)}`).toBeInstanceOf(SnapshotError);
    }
    expect(bytesTaken()).toBe(0);
    restored(file, 'u32', 'string', { heap: heaps[engine], clock: clock.now }).close();
  });

  it.each(subjects)('of %s → %s, somebody having made the checksums right, are refused or give a sound cache, the same on both engines', (key, value, calls, options) => {
    const whole = subject(key, value, { policy, engine: 'js', clock: clock.now, seed: 1n, ...options }, calls).serialize();
    const random = generator(SEED + calls);
    let accepted = 0;
    for (let run = 0; run < RUNS / subjects.length; run++) {
      const changed = mutated(whole, random);
      const bytes = random(4) === 0 ? changed : repaired(changed);
      const [wasm, js] = [outcome(bytes, key, value, 'wasm'), outcome(bytes, key, value, 'js')];
      if (wasm !== js) expect.fail(`run ${String(run)} of seed ${String(SEED)}: ${wasm.slice(0, 100)} and ${js.slice(0, 100)}`);
      if (!wasm.startsWith('ERR')) accepted++;
      if (bytesTaken() > 0) expect.fail(`run ${String(run)} of seed ${String(SEED)} leaves memory behind`);
    }
    expect(accepted).toBeGreaterThan(0);
  });
});

/** What becomes of `file` on one engine: the entries, after the cache was used for a while, or the error's code. */
function outcome(file: Uint8Array, key: SubjectKey, value: SubjectValue, engine: 'wasm' | 'js'): string {
  let read: AnyCache | undefined;
  try {
    read = restored(file, key, value, { heap: heaps[engine], clock: clock.now });
    return check(read);
  } catch (error) {
    if (!isWasmapError(error) || read !== undefined) throw error;
    if (!(error instanceof SnapshotError) && error.code !== 'ERR_WASMAP_CAPACITY') throw error;
    return error.code;
  } finally {
    read?.close();
  }
}

/** Everything that can be wrong with what was accepted. @throws Whatever is. */
function check(cache: AnyCache): string {
  const keys = [...cache.keys()];
  if (keys.length > cache.size) throw new Error(`${String(keys.length)} entries, and the size is ${String(cache.size)}`);
  if (cache.max !== 0 && cache.size > cache.max) throw new Error('more entries than the most');
  if (cache.maxSize !== 0 && cache.calculatedSize > cache.maxSize) throw new Error('more than the most of sizes');
  for (const each of keys) if (cache.get(each) === undefined) throw new Error('a key that is not found');
  const shown = JSON.stringify([...cache], (_, item: unknown) => (typeof item === 'bigint' ? `${String(item)}n` : Object.is(item, -0) ? '-0' : item));
  for (const each of keys.slice(0, keys.length >>> 1)) if (!cache.delete(each)) throw new Error('a key that cannot be deleted');
  for (let i = 0; i < 20 && cache.pop() !== undefined; i++);
  return shown;
}
