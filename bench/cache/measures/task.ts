/** Measurements that are made once in a fresh process. */
import type { Delays } from '../../measures/measure.js';
import type { CacheKeys, CacheRivalName, CacheValues } from '../rivals/rival.js';

export interface CacheMemoryTask {
  readonly measure: 'memory';
  readonly rival: CacheRivalName;
  readonly keys: CacheKeys;
  readonly capacity: number;
  readonly seed: number;
}

export interface CacheCollectionTask {
  readonly measure: 'collection';
  /** `none`: the same load without a cache. */
  readonly rival: CacheRivalName | 'none';
  readonly values: CacheValues;
  readonly capacity: number;
  readonly seed: number;
  /** How long event-loop delay is watched. */
  readonly loadMs: number;
}

export type CacheMeasureTask = CacheMemoryTask | CacheCollectionTask;

export interface CacheMemory {
  readonly measure: 'memory';
  readonly bytesPerEntry: number;
}

export interface CacheCollections {
  readonly measure: 'collection';
  readonly pausesMs: readonly number[];
  readonly delaysMs: Delays;
}

export type CacheMeasured = CacheMemory | CacheCollections;
