/** An embedded module, compiled: synchronously, and with the engine's own strings where it has them. */
import { type PackedModule, unpack } from './unpack.js';

/** What TypeScript does not know yet: engines may compile certain imports as instructions of their own. */
type ModuleConstructor = new (bytes: Uint8Array<ArrayBuffer>, options: { readonly builtins: readonly string[] }) => WebAssembly.Module;

/** @throws WebAssembly.CompileError where SIMD is missing or compiling is forbidden. */
export function compile(module: PackedModule): WebAssembly.Module {
  return new (WebAssembly.Module as ModuleConstructor)(unpack(module), { builtins: ['js-string'] });
}
