/** mnemonist's LRUMap with deletion: typed arrays for its links, a plain Map for its keys, a fixed capacity. */
import type { Numeric } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import type { KeyKind } from '../matrix/dimensions.js';
import { requirePeer } from './peers.js';
import type { Rival, Session, Table } from './rival.js';
import { needsGrowth } from './fixed.js';

type LRUMap = new <V extends Numeric>(capacity: number) => LRUTable<V>;

interface LRUTable<V extends Numeric> extends Omit<Table<V>, 'delete'> {
  remove(key: V): V | undefined;
  delete(key: V): boolean;
}

export const mnemonist: Rival = {
  name: 'mnemonist',
  title: 'mnemonist LRUMap',
  refuses: needsGrowth,
  async open<V extends Numeric>(kind: KeyKind): Promise<Session<V>> {
    const LRUMapWithDelete = requirePeer<LRUMap>('mnemonist/lru-map-with-delete', '0.40.8');
    return {
      grows: false,
      loops: naturalLoops<V>(kind),
      create: (capacity = 1) => new LRUMapWithDelete<V>(capacity),
      release: () => undefined,
    };
  },
};
