/** The native Map: the rival that all ratios refer to. */
import type { Key, ValueOf } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import { naturalText } from '../loops/text.js';
import type { KeyKind } from '../matrix/dimensions.js';
import type { Rival, Session } from './rival.js';

export const nativeMap: Rival = {
  name: 'map',
  title: 'Map',
  refuses: () => undefined,
  async open<K extends Key>(kind: KeyKind): Promise<Session<K>> {
    return {
      grows: true,
      loops: naturalLoops<K>(kind),
      text: naturalText,
      create: () => new Map<K, ValueOf<K>>(),
      release: (table) => (table as Map<K, ValueOf<K>>).clear(),
    };
  },
};
