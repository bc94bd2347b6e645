/** What a measuring process answers about the cache that was opened last. */
import { asResponse } from '../../sampling/answer.js';
import { detachOnce } from '../../sampling/process.js';
import { measureCacheCollections } from '../measures/collections.js';
import { measureCacheMemory } from '../measures/memory.js';
import type { CacheMeasured, CacheMeasureTask } from '../measures/task.js';
import { ThroughputTimer } from '../throughput/timer.js';
import type { CacheRequest, CacheResponse } from './protocol.js';

export function createCacheAnswerer(): (request: CacheRequest) => Promise<CacheResponse> {
  let timer: ThroughputTimer | undefined;
  const answer = async (request: CacheRequest): Promise<CacheResponse> => {
    switch (request.type) {
      case 'open':
        timer = await ThroughputTimer.open(request.task);
        return { type: 'opened' };
      case 'turn':
        if (timer === undefined) throw new Error('no cache is open');
        return { type: 'turned', turn: timer.takeTurn() };
      case 'measure':
        return { type: 'measured', result: await runCacheMeasure(request.task) };
    }
  };
  return (request) => answer(request).catch(asResponse);
}

/** In this process, which should be a fresh one. */
function runCacheMeasure(task: CacheMeasureTask): Promise<CacheMeasured> {
  detachOnce();
  return task.measure === 'memory' ? measureCacheMemory(task) : measureCacheCollections(task);
}
