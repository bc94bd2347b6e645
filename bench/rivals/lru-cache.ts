/** lru-cache, the cache most people use as a bounded map. */
import type { Key } from '../input/columns.js';
import { naturalLoops } from '../loops/index.js';
import { naturalText } from '../loops/text.js';
import type { KeyKind } from '../matrix/dimensions.js';
import { requirePeer } from './peers.js';
import type { Rival, Session, Table } from './rival.js';
import { needsGrowth } from './fixed.js';

interface LRUCacheModule {
  readonly LRUCache: new <K extends Key>(options: { max: number }) => Table<K>;
}

export const lruCache: Rival = {
  name: 'lru-cache',
  title: 'lru-cache',
  refuses: needsGrowth,
  async open<K extends Key>(kind: KeyKind): Promise<Session<K>> {
    const { LRUCache } = requirePeer<LRUCacheModule>('lru-cache', '11.5.3');
    return {
      grows: false,
      loops: naturalLoops<K>(kind),
      text: naturalText,
      create: (capacity = 1) => new LRUCache<K>({ max: capacity }),
      release: () => undefined,
    };
  },
};
