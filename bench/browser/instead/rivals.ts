/** Who takes part in browsers. Takes the place of `rivals/index.ts`. */
import type * as Node from '../../rivals/index.js';
import { AbsentError } from '../../rivals/absent.js';
import { nativeMap } from '../../rivals/map.js';
import type { Rival } from '../../rivals/rival.js';
import { wasmap, wasmapJs } from '../../rivals/wasmap.js';

function absent(name: Rival['name']): Rival {
  return {
    name,
    title: name,
    refuses: () => undefined,
    open: () => Promise.reject(new AbsentError('takes part on the command line only')),
  };
}

export const rivals: typeof Node.rivals = {
  wasmap,
  'wasmap-js': wasmapJs,
  map: nativeMap,
  mnemonist: absent('mnemonist'),
  'lru-cache': absent('lru-cache'),
  assemblyscript: absent('assemblyscript'),
  boost: absent('boost'),
};
