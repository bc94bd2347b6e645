/** mnemonist's LRUMap with deletion: typed arrays for its links, a plain Map for its keys, a fixed capacity. */
import type { Key, ValueOf } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import { naturalText } from '../loops/text.js';
import type { KeyKind } from '../matrix/dimensions.js';
import { requirePeer } from './peers.js';
import type { Rival, Session, Table } from './rival.js';
import { needsGrowth } from './fixed.js';

type LRUMap = new <K extends Key>(capacity: number) => LRUTable<K>;

interface LRUTable<K extends Key> extends Omit<Table<K>, 'delete'> {
  remove(key: K): ValueOf<K> | undefined;
  delete(key: K): boolean;
}

export const mnemonist: Rival = {
  name: 'mnemonist',
  title: 'mnemonist LRUMap',
  refuses: needsGrowth,
  async open<K extends Key>(kind: KeyKind): Promise<Session<K>> {
    const LRUMapWithDelete = requirePeer<LRUMap>('mnemonist/lru-map-with-delete', '0.40.8');
    return {
      grows: false,
      loops: naturalLoops<K>(kind),
      text: naturalText,
      create: (capacity = 1) => new LRUMapWithDelete<K>(capacity),
      release: () => undefined,
    };
  },
};
