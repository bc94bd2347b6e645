/** What `deserialize` makes of files that somebody changed: a clear error and nothing left behind, or a map in which everything is in order. */
import { afterAll, describe, expect, it } from 'vitest';
import { Heap, SnapshotError, isWasmapError } from '../../src/index.js';
import { walkMap } from '../support/invariants.js';
import { runs } from '../support/workloads.js';
import { generator, mutated, repaired } from './fuzz.js';
import { type Subject, type SubjectKey, type SubjectValue, load, subject } from './subjects.js';

/** All together; `.ci/run` sets 100 000, `npm run test:long` 10 million. */
const RUNS = Number(process.env['WASMAP_FUZZ_RUNS'] ?? runs(10) * 1000);
const SEED = Number(process.env['WASMAP_FUZZ_SEED'] ?? 20_261_121);

const subjects: readonly (readonly [SubjectKey, SubjectValue, number])[] = [
  ['u32', 'u32', 12], ['u32', 'none', 60], ['f64', 'f64', 30], ['i64', 'f32', 9], ['u32', 'u32', 500], ['u64', 'i64', 900],
  ['string', 'u32', 20], ['string', 'string', 12], ['bytes', 'f64', 25], ['bytes', 'bytes', 15], ['codec', 'u32', 12], ['any', 'any', 20], ['u32', 'objects', 8], ['any', 'none', 12],
];

interface Walked { readonly _table: { readonly engine: Parameters<typeof walkMap>[0]; readonly map: number; readonly key: { readonly name: string }; readonly value: { readonly name: string } } }

const isOrdered = (key: string): boolean => ['string', 'bytes', 'any', 'codec'].includes(key);

/** Everything that can be wrong with what was accepted. @throws Whatever is. */
function check(of: Subject): string {
  const { _table: table } = of as unknown as Walked;
  const { key: { name: key }, value: { name: value } } = table; // which the file may say otherwise now
  if (!isOrdered(key) && !['string', 'bytes'].includes(value) && table.map) walkMap(table.engine, table.map);
  const keys = [...of.keys() as Iterable<unknown>];
  if (keys.length !== of.size) throw new Error(`${String(keys.length)} entries, and the size is ${String(of.size)}`);
  for (const each of keys) if (!of.has(each)) throw new Error('a key that is not found');
  const shown = [...of as Iterable<unknown>].map((entry) => JSON.stringify(entry, (_, item: unknown) => (typeof item === 'bigint' ? `${String(item)}n` : Object.is(item, -0) ? '-0' : item)));
  // Entries of numeric keys are read in the order of a seed that may be the map's own.
  return `${String(of.version)}: ${(isOrdered(key) ? shown : shown.sort()).join(' ')}`;
}

describe('fuzzed files', () => {
  const heaps = { wasm: new Heap({ engine: 'wasm', separate: true, maximumBytes: 2 ** 26 }), js: new Heap({ engine: 'js', separate: true, maximumBytes: 2 ** 26 }) };
  afterAll(() => { for (const heap of Object.values(heaps)) heap.dispose(); });

  /** What becomes of `file` on one engine: the entries, or the error's code. */
  function outcome(file: Uint8Array, key: SubjectKey, value: SubjectValue, engine: 'wasm' | 'js'): string {
    let read: Subject | undefined;
    try {
      read = load(file, key, value, { heap: heaps[engine] });
      return check(read);
    } catch (error) {
      if (!isWasmapError(error) || read !== undefined) throw error;
      if (!(error instanceof SnapshotError) && error.code !== 'ERR_WASMAP_CAPACITY') throw error;
      return error.code;
    } finally {
      read?.dispose();
    }
  }

  it.each(subjects)('of %s → %s, %i entries, are refused or give a sound map, the same on both engines', (key, value, size) => {
    const file = subject(key, value, size, 'js', 1n).serialize();
    const random = generator(SEED + size);
    let accepted = 0;
    for (let run = 0; run < RUNS / subjects.length; run++) {
      const changed = mutated(file, random);
      const bytes = random(4) === 0 ? changed : repaired(changed);
      const [wasm, js] = [outcome(bytes, key, value, 'wasm'), outcome(bytes, key, value, 'js')];
      if (wasm !== js) expect.fail(`run ${String(run)} of seed ${String(SEED)}: ${wasm.slice(0, 100)} and ${js.slice(0, 100)}`);
      if (!wasm.startsWith('ERR')) accepted++;
      if (heaps.wasm.memoryUsage().bytes + heaps.js.memoryUsage().bytes > 0) expect.fail(`run ${String(run)} of seed ${String(SEED)} leaves memory behind`);
    }
    expect(accepted).toBeGreaterThan(0);
  });
});
