import { isBigintKind, type Key } from '../input/columns.js';
import type { KeyKind } from '../matrix/dimensions.js';
import type { Loops } from '../rivals/rival.js';
import { bigintLoops } from './bigint.js';
import { numberLoops } from './number.js';

/** The natural loops for a key kind. */
export function naturalLoops<K extends Key>(kind: KeyKind): Loops<K> {
  return (isBigintKind(kind) ? bigintLoops : numberLoops) as unknown as Loops<K>;
}
