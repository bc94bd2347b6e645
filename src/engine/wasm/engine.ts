/**
 * The WASM engine: the module compiled from `assembly/`, over a memory of its own.
 *
 * Instantiated without AssemblyScript's loader: its wrapper around each call would cost 1.4 to 2.4 times as much, and it would
 * be a twelfth of what browsers load.
 */
import { type Engine, type Views, unlisted } from '../engine.js';
import { moduleBytes } from './module.generated.js';

/** Pages of the module's own areas: segment table, scratch, statics. */
const INITIAL_PAGES = 4;
/** 4 GiB less one page, so that every address and end of memory fits 32 bits. */
const MAXIMUM_PAGES = 65535;

let compiled: WebAssembly.Module | undefined;

/** The compiled module, compiled once. @throws WebAssembly.CompileError where SIMD is missing or compiling is forbidden. */
function wasmModule(): WebAssembly.Module {
  return compiled ??= new WebAssembly.Module(moduleBytes());
}

/**
 * A memory whose maximum is as large as the address space allows. Engines reserve the maximum at once, so what
 * is granted here can be grown into later; under a low limit (`ulimit -v`) smaller ones are tried.
 */
function createMemory(maximumPages: number): WebAssembly.Memory {
  for (let pages = maximumPages; ; pages >>>= 1) {
    try {
      return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: pages });
    } catch (error) {
      if (pages <= 256) throw error;
    }
  }
}

function renew(views: Views, buffer: ArrayBuffer): void {
  views.u8 = new Uint8Array(buffer);
  views.u32 = new Uint32Array(buffer);
  views.i32 = new Int32Array(buffer);
  views.f32 = new Float32Array(buffer);
  views.f64 = new Float64Array(buffer);
  views.u64 = new BigUint64Array(buffer);
  views.i64 = new BigInt64Array(buffer);
}

/** A new instance over a new memory. @throws whatever WebAssembly throws where it cannot. */
export function createWasmEngine(maximumPages = MAXIMUM_PAGES): Engine {
  const memory = createMemory(maximumPages);
  const views = {} as Views;
  const { exports } = new WebAssembly.Instance(wasmModule(), {
    env: { memory },
    host: { memoryGrown: () => renew(engine, memory.buffer) },
  });
  const calls = exports as unknown as Omit<Engine, keyof Views | 'engine' | 'committed'>;
  renew(views, memory.buffer);
  const engine = Object.defineProperties({}, unlisted({
    ...views,
    ...calls,
    engine: 'wasm',
    committed: () => memory.buffer.byteLength,
  })) as Engine;
  (exports as unknown as { initialize(): void }).initialize();
  return engine;
}
