/** What there is to know of the rivals without loading them, for tables and the report page. */
import { BATCH, type CacheRivalName } from './rival.js';

export interface Described {
  readonly title: string;
  /** By what it evicts. */
  readonly policy: string;
  /** How it is sized where that is not simply its own bound; it then holds fewer entries than the others, never more. */
  readonly sizing?: string;
}

export const DESCRIBED: Readonly<Record<CacheRivalName, Described>> = {
  wasmap: { title: 'wasmap', policy: 'W-TinyLFU' },
  'wasmap-s3-fifo': { title: 'wasmap, s3-fifo', policy: 'S3-FIFO' },
  'wasmap-lru': { title: 'wasmap, lru', policy: 'LRU' },
  'wasmap-js': { title: 'wasmap (JS engine)', policy: 'W-TinyLFU' },
  'wasmap-batches': { title: `wasmap, batches of ${BATCH}`, policy: 'W-TinyLFU' },
  'lru-cache': { title: 'lru-cache', policy: 'LRU' },
  mnemonist: { title: 'mnemonist LRUMap', policy: 'LRU' },
  'quick-lru': { title: 'quick-lru', policy: 'two generations', sizing: 'maxSize n / 2: it holds up to twice that' },
  'tiny-lru': { title: 'tiny-lru', policy: 'LRU' },
  'sieve-cache': { title: '@neophi/sieve-cache', policy: 'SIEVE' },
  transitory: { title: 'transitory', policy: 'W-TinyLFU', sizing: 'maxSize 1 % below n: it evicts late' },
};
