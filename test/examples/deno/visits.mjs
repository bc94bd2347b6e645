/**
 * A Deno script that counts visits by day and keeps the counts in a file between its runs. It needs leave to read and write here, no more.
 *
 *     deno run --allow-read=. --allow-write=. visits.mjs 2026-03-01 2026-03-01 2026-03-02
 */
import { WasmMap } from 'wasmap';

const FILE = 'visits.wasmap';

/** The file as it was left, or an empty map at first. */
async function load() {
  try {
    return WasmMap.deserialize(await Deno.readFile(FILE));
  } catch (error) {
    if (!(error instanceof Deno.errors.NotFound)) throw error; // a damaged file is not to be written over
    return new WasmMap({ key: 'string', value: 'u32' });
  }
}

const visits = await load();
visits.putAll({ keys: Deno.args, values: Deno.args.map(() => 1) }, { onConflict: 'add' });
// A crash leaves the old file or the new one.
await Deno.writeFile(`${FILE}.new`, visits.serialize());
await Deno.rename(`${FILE}.new`, FILE);

for (const [day, count] of visits) console.log(day, count);
