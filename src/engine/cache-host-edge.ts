/** What `cache-host.ts` has, for isolates at the edge: the module is imported. */
import module from '../wasmap-cache.wasm';

export const cacheModule = (): WebAssembly.Module => module;
