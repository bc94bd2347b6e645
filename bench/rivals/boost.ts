/** Boost's unordered_flat_map compiled to WASM by bench/thirdparty: the fastest general table we know of. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Key } from '../input/columns.js';
import { AbsentError } from './absent.js';
import type { Rival, Session } from './rival.js';
import { onlyU32, openLinear } from './linear.js';

/** Looked for in the working directory: alone, or in a checkout of wasmap. */
const PLACES = ['boost.wasm', 'bench/thirdparty/build/boost.wasm'];

export const boostFlatMap: Rival = {
  name: 'boost',
  title: 'boost::unordered_flat_map',
  refuses: onlyU32,
  async open<K extends Key>(): Promise<Session<K>> {
    const path = PLACES.map((place) => join(process.cwd(), place)).find(existsSync);
    if (path === undefined) {
      throw new AbsentError('not built: in a checkout of wasmap, npm run build --prefix bench/thirdparty (Debian)');
    }
    return openLinear(new Uint8Array(readFileSync(path))) as unknown as Session<K>;
  },
};
