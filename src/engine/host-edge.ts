/**
 * What `host.ts` has, for isolates at the edge: they compile nothing while they run, so the module is imported; and they are given 128 MB for
 * everything, of which a quarter is left to the program.
 */
import module from '../wasmap.wasm';

export const MAXIMUM_PAGES = 96 * 16;
/** An allocation that only reminds the collector could end the isolate. */
export const REMINDER_BYTES = 0;

/** For whoever wants to know whether the right build was taken: where a worker is loaded, another compiles bytes, too, and has no bounds. */
export const MODULE_NOTE = '; its module was imported';
/** What a request set a timer for is forgotten when it has been answered. */
export const TIMERS_END_WITH_REQUESTS = true;

/** Gives a buffer's memory back at once, where the runtime can: it counts against the isolate until a collection. */
export function releaseBuffer(buffer: ArrayBuffer & { transfer?: (length: number) => ArrayBuffer }): void {
  buffer.transfer?.(0);
}

export const wasmModule = (): WebAssembly.Module => module;

/** Workers may say that they are Node (workerd does, with `nodejs_compat`), and have neither its files nor its speed. */
export const isNode = (): boolean => false;

export const drawFromSystem = (): boolean => false;
