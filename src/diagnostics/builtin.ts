/** The runtime's own modules, as Node has them, without an import: what loads in browsers must not ask for them there. */

interface RuntimeGlobals {
  readonly process?: { getBuiltinModule?(name: string): object | undefined };
}

/** The module `name`, such as `node:fs`. To be asked for when it is first needed: some runtimes grant nothing while a module loads. */
export function builtin<Module extends object>(name: string): Module | undefined {
  try {
    return (globalThis as RuntimeGlobals).process?.getBuiltinModule?.(name) as Module | undefined;
  } catch {
    return undefined;
  }
}
