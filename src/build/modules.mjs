/** The two modules, each from an entry of its own and with the settings in asconfig.json, as released and with assertions; and how `asc` is asked for them. */
import { join } from 'node:path';

export const modules = {
  'wasmap': { entry: 'assembly/index.ts', memoryBase: 245760 },
  // Both are over one memory, so the statics of this one lie behind the other's.
  'wasmap-cache': { entry: 'assembly/cache/index.ts', memoryBase: 253952 },
};
export const targets = ['release', 'debug'];

/** The name of the file that a module is compiled to. */
export const fileOf = (name, target) => (target === 'release' ? `${name}.wasm` : `${name}.debug.wasm`);

/** The arguments by which `asc` compiles a module into `folder`. */
export function argumentsOf(name, target, folder) {
  const { entry, memoryBase } = modules[name];
  const text = target === 'release' ? ['--textFile', join(folder, `${name}.wat`)] : [];
  return [entry, '--target', target, '--memoryBase', String(memoryBase), '--outFile', join(folder, fileOf(name, target)), ...text];
}
