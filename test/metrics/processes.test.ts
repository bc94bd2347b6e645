import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { AggregatorRegistry } from 'prom-client';
import { describe, expect, it } from 'vitest';

const child = (name: string): URL => new URL(`children/${name}`, import.meta.url);

describe('metrics of several', () => {
  it('processes of a cluster are added up', () => {
    const text = execFileSync(process.execPath, [fileURLToPath(child('cluster.mjs'))], { encoding: 'utf8' });
    for (const line of [
      'wasmap_entries{map="stock"} 4',
      'wasmap_hits_total{map="stock"} 2',
      'wasmap_misses_total{map="stock"} 2',
      'wasmap_putall_operations_total{map="stock",result="ok"} 2',
      'wasmap_putall_batch_size{map="stock"} 2',
      'wasmap_putall_batch_entries_bucket{map="stock",le="2"} 2',
      'wasmap_putall_duration_seconds_count{map="stock",result="ok"} 2',
      'wasmap_load_ratio{map="stock"} 0.2857142857142857',
    ]) expect(text.split('\n')).toContain(line);
    expect(text).toMatch(/^wasmap_engine_info\{engine="\w+",simd="\w+",threads="true"\} 1$/m);
  });

  it('worker threads can be added up from what each posts', async () => {
    const workers = [new Worker(child('worker.mjs')), new Worker(child('worker.mjs'))];
    const posted = await Promise.all(workers.map(async (worker) => (await once(worker, 'message') as unknown[])[0]));
    const text = await AggregatorRegistry.aggregate(posted as never).metrics();
    expect(text.split('\n')).toContain('wasmap_entries{map="stock"} 4');
    expect(text.split('\n')).toContain('wasmap_putall_entries_total{map="stock"} 4');
  });
});
