/** Saves a map again and again, as the README says, until it is killed: `node saver.mjs <file>`. Every value of a file is its number. */
import { randomUUID } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { WasmMap } from '../../../dist/index.js';

async function save(map, path) {
  const temporary = `${path}.${randomUUID()}`;
  try {
    const file = await open(temporary, 'wx');
    try {
      await file.writeFile(map.serialize());
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

const [, , path] = process.argv;
const keys = Uint32Array.from({ length: 5000 }, (_, i) => i);
const map = new WasmMap({ key: 'u32', value: 'u32' });
for (let number = 1; ; number++) {
  map.putAll({ keys, values: keys.map(() => number) });
  await save(map, path);
  if (number === 1) process.stdout.write('saved\n');
}
