/**
 * Bounded caches of npm, each with a policy of its own or the data structure that makes it fast. They come from the working directory or `bench/thirdparty`,
 * at the versions that are pinned there.
 *
 * Left out: lru_map, hashlru, flru and hyperlru, whose policies are those of others here (LRU, two generations); js-sdsl, whose maps and lists are not bounded.
 */
import { importPeer, requirePeer } from '../../rivals/peers.js';
import { singleCalls } from './loops.js';
import type { Cache, CacheRival } from './rival.js';

type CacheClass<Options> = new (options: Options) => Cache;

const lruCache: CacheRival = {
  name: 'lru-cache',
  async open() {
    const { LRUCache } = requirePeer<{ LRUCache: CacheClass<{ max: number }> }>('lru-cache', '11.5.3');
    return (capacity) => new LRUCache({ max: capacity });
  },
  requester: singleCalls,
};

const mnemonist: CacheRival = {
  name: 'mnemonist',
  async open() {
    const LRUMap = requirePeer<CacheClass<number>>('mnemonist/lru-map', '0.40.8');
    return (capacity) => new LRUMap(capacity);
  },
  requester: singleCalls,
};

const quickLru: CacheRival = {
  name: 'quick-lru',
  async open() {
    const { default: QuickLRU } = await importPeer<{ default: CacheClass<{ maxSize: number }> }>('quick-lru', '7.3.0');
    return (capacity) => new QuickLRU({ maxSize: Math.max(1, Math.floor(capacity / 2)) });
  },
  requester: singleCalls,
};

const tinyLru: CacheRival = {
  name: 'tiny-lru',
  async open() {
    const { lru } = requirePeer<{ lru: (max: number) => Cache }>('tiny-lru', '13.1.0');
    return (capacity) => lru(capacity);
  },
  requester: singleCalls,
};

const sieveCache: CacheRival = {
  name: 'sieve-cache',
  async open() {
    const { SieveCache } = requirePeer<{ SieveCache: CacheClass<number> }>('@neophi/sieve-cache', '1.5.0');
    return (capacity) => new SieveCache(capacity);
  },
  requester: singleCalls,
};

interface TransitoryCache {
  readonly size: number;
  getIfPresent(key: unknown): unknown;
  set(key: unknown, value: unknown): unknown;
  cleanUp(): void;
}

interface TransitoryModule {
  newCache: () => { maxSize(size: number): { build(): TransitoryCache } };
}

/** The names that the others have, on transitory's own. */
class TransitoryAdapter implements Cache {
  readonly #cache: TransitoryCache;

  constructor(cache: TransitoryCache) {
    this.#cache = cache;
  }

  get size(): number {
    return this.#cache.size;
  }

  get(key: number | string): unknown {
    return this.#cache.getIfPresent(key) ?? undefined;
  }

  set(key: number | string, value: unknown): void {
    this.#cache.set(key, value);
  }

  /** Its timer for late evictions is done with when they are. */
  close(): void {
    this.#cache.cleanUp();
  }
}

/** Between its maintenance, transitory holds so many entries more than its size: a hundredth, at least five. */
const OVERFLOW = { share: 0.01, least: 5 };

const transitory: CacheRival = {
  name: 'transitory',
  async open() {
    const { newCache } = requirePeer<TransitoryModule>('transitory', '2.2.0');
    return (capacity) => {
      const size = Math.min(capacity - OVERFLOW.least, Math.floor(capacity / (1 + OVERFLOW.share)));
      return new TransitoryAdapter(newCache().maxSize(Math.max(1, size)).build());
    };
  },
  requester: singleCalls,
};

export const peers: readonly CacheRival[] = [lruCache, mnemonist, quickLru, tinyLru, sieveCache, transitory];
