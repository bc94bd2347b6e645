import type { RivalName } from '../matrix/dimensions.js';
import { assemblyScriptMap } from './assemblyscript.js';
import { boostFlatMap } from './boost.js';
import { lruCache } from './lru-cache.js';
import { nativeMap } from './map.js';
import { mnemonist } from './mnemonist.js';
import type { Rival } from './rival.js';
import { wasmap, wasmapJs } from './wasmap.js';

/** All rivals that are maps; the memory floor is measured by `measures/floor.ts`. */
export const rivals: Readonly<Record<Exclude<RivalName, 'floor'>, Rival>> = {
  wasmap: wasmap,
  'wasmap-js': wasmapJs,
  map: nativeMap,
  mnemonist,
  'lru-cache': lruCache,
  assemblyscript: assemblyScriptMap,
  boost: boostFlatMap,
};
