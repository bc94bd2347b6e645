import { isBigintKind, type Numeric } from '../input/columns.js';
import type { KeyKind } from '../matrix/dimensions.js';
import type { Loops } from '../rivals/rival.js';
import { bigintLoops } from './bigint.js';
import { numberLoops } from './number.js';

/** The natural loops for a key kind. */
export function naturalLoops<V extends Numeric>(kind: KeyKind): Loops<V> {
  return (isBigintKind(kind) ? bigintLoops : numberLoops) as unknown as Loops<V>;
}
