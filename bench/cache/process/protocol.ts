/** What the comparison of caches and its measuring processes say to each other. */
import type { CacheMeasured, CacheMeasureTask } from '../measures/task.js';
import type { ThroughputTask, ThroughputTurn } from '../throughput/task.js';

export type CacheRequest =
  | { readonly type: 'open'; readonly task: ThroughputTask }
  | { readonly type: 'turn' }
  | { readonly type: 'measure'; readonly task: CacheMeasureTask };

export type CacheResponse =
  | { readonly type: 'opened' }
  | { readonly type: 'turned'; readonly turn: ThroughputTurn }
  | { readonly type: 'measured'; readonly result: CacheMeasured }
  | { readonly type: 'absent'; readonly reason: string }
  | { readonly type: 'failed'; readonly message: string };
