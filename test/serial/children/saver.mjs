/** Saves a map again and again, as the README says, until it is killed: `node saver.mjs <file>`. Every value of a file is its number. */
import { open, rename } from 'node:fs/promises';
import { WasmMap } from '../../../dist/index.js';

const [, , path] = process.argv;
const keys = Uint32Array.from({ length: 5000 }, (_, i) => i);
const map = new WasmMap({ key: 'u32', value: 'u32' });
for (let number = 1; ; number++) {
  map.putAll({ keys, values: keys.map(() => number) });
  const file = await open(`${path}.new`, 'w');
  await file.writeFile(map.serialize());
  await file.sync();
  await file.close();
  await rename(`${path}.new`, path);
  if (number === 1) process.stdout.write('saved\n');
}
