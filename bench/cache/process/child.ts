/** A measuring process of the comparison of caches: the same one that maps have, with other questions. */
import { MeasuringProcess } from '../../sampling/child.js';
import type { CacheRequest, CacheResponse } from './protocol.js';

/** Hidden subcommand of the command line that serves a parent. */
export const CACHE_WORKER_COMMAND = 'cache-worker';

export class CacheProcess extends MeasuringProcess<CacheRequest, CacheResponse> {
  constructor() {
    super(CACHE_WORKER_COMMAND);
  }
}
