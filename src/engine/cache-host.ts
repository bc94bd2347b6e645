/** How caches come by their own module, apart from `host.ts`, so that programs without caches do not ship it. At the edge `cache-host-edge.ts` is in its place. */
import { packedModule } from './wasm/cache-module.generated.js';
import { compile } from './wasm/compile.js';

let compiled: WebAssembly.Module | undefined;

/** The compiled module, compiled once. @throws WebAssembly.CompileError where compiling is forbidden, which no engine is chosen for. */
export function cacheModule(): WebAssembly.Module {
  return compiled ??= compile(packedModule);
}
