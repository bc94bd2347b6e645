/** AssemblyScript's own Map, compiled to WASM: what its users have today. */
import type { Key } from '../input/columns.js';
import moduleBytes from '../wasm/build/assemblyscript-map.wasm';
import type { Rival, Session } from './rival.js';
import { onlyU32, openLinear } from './linear.js';

export const assemblyScriptMap: Rival = {
  name: 'assemblyscript',
  title: "AssemblyScript's Map",
  refuses: onlyU32,
  async open<K extends Key>(): Promise<Session<K>> {
    return openLinear(moduleBytes) as unknown as Session<K>;
  },
};
