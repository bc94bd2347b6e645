/** lru-cache, the cache most people use as a bounded map. */
import type { Numeric } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import type { KeyKind } from '../matrix/dimensions.js';
import { requirePeer } from './peers.js';
import type { Rival, Session, Table } from './rival.js';
import { needsGrowth } from './fixed.js';

interface LRUCacheModule {
  readonly LRUCache: new <V extends Numeric>(options: { max: number }) => Table<V>;
}

export const lruCache: Rival = {
  name: 'lru-cache',
  title: 'lru-cache',
  refuses: needsGrowth,
  async open<V extends Numeric>(kind: KeyKind): Promise<Session<V>> {
    const { LRUCache } = requirePeer<LRUCacheModule>('lru-cache', '11.5.3');
    return {
      grows: false,
      loops: naturalLoops<V>(kind),
      create: (capacity = 1) => new LRUCache<V>({ max: capacity }),
      release: () => undefined,
    };
  },
};
