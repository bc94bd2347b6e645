/** The memory floor: reading one random 64-byte line a key inside WASM, in as many bytes as the table takes. */
import type { CellTask } from '../matrix/dimensions.js';
import { isBigintKind } from '../input/columns.js';
import type { Job } from '../operations/operation.js';
import moduleBytes from '../wasm/build/floor.wasm';

interface FloorExports {
  prepare(bytes: number): number;
  read(base: number, lines: number, count: number, seed: number): number;
}

const LINE = 64;
const OUT_OF_MEMORY = 0xffff_ffff;
/** Bytes an entry where no wasmap is there to ask: groups of seven entries, two thirds full. */
const USUAL_BYTES = { narrow: 14, wide: 28 };

/** The floor as a rival: one read a key. */
export function floorJob(task: CellTask, size: number, footprint: number | undefined): Job {
  const wide = task.keys === 'f64' || isBigintKind(task.keys);
  const bytes = Math.ceil(footprint ?? size * (wide ? USUAL_BYTES.wide : USUAL_BYTES.narrow));
  const exports = new WebAssembly.Instance(new WebAssembly.Module(moduleBytes)).exports as unknown as FloorExports;
  const base = exports.prepare(bytes) >>> 0;
  if (base === OUT_OF_MEMORY) throw new Error(`no room for ${bytes} bytes of memory floor`);
  const lines = Math.max(1, Math.floor(bytes / LINE));
  let seed = task.seed;
  return {
    units: size,
    setup: () => undefined,
    pass: () => {
      // Another seed each pass: the same addresses again would come out of the cache.
      seed = (seed + size) | 0;
      exports.read(base, lines, size, seed);
    },
    teardown: () => undefined,
    outcome: () => 0,
    bytes: () => bytes,
  };
}
