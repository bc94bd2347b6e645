/** The native Map: the rival that all ratios refer to. */
import type { Numeric } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import type { KeyKind } from '../matrix/dimensions.js';
import type { Rival, Session } from './rival.js';

export const nativeMap: Rival = {
  name: 'map',
  title: 'Map',
  refuses: () => undefined,
  async open<V extends Numeric>(kind: KeyKind): Promise<Session<V>> {
    return {
      grows: true,
      loops: naturalLoops<V>(kind),
      create: () => new Map<V, V>(),
      release: (table) => (table as Map<V, V>).clear(),
    };
  },
};
