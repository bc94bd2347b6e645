/**
 * What depends on the host: how it comes by the compiled module, how much memory it grants, and Node's own ways. This is for all but the
 * edge, whose builds have `host-edge.ts` in its place (src/build/edge.mjs).
 */
import { compile } from './wasm/compile.js';
import { packedModule } from './wasm/module.generated.js';

export { isNode } from './is-node.js';
export { drawFromSystem } from './system-randomness.js';

/** The most pages of a linear memory: 4 GiB less one, so that every address and end of memory fits 32 bits. */
export const MAXIMUM_PAGES = 65535;
/** Bytes whose allocation makes V8 collect what it would have let lie: it does when external memory has grown by this much. */
export const REMINDER_BYTES = 64 * 2 ** 20;

/** A buffer that nobody reads any more is left to the collector: once any is detached, V8 checks for it at each access to every other. */
export function releaseBuffer(_: ArrayBuffer): void {
  // Nothing to do.
}

/** What `engineInfo()` adds of the module. */
export const MODULE_NOTE = '';
/** Whether a timer may go without having fired. */
export const TIMERS_END_WITH_REQUESTS = false;

let compiled: WebAssembly.Module | undefined;

/** The compiled module, compiled once. @throws WebAssembly.CompileError where SIMD is missing or compiling is forbidden. */
export function wasmModule(): WebAssembly.Module {
  return compiled ??= compile(packedModule);
}
