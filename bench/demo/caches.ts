/** The demo's cache of two levels: articles, which are loaded from a store that is slow, and fails now and then. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import { WasmCache } from '../../src/cache/index.js';
import { instrument } from '../../src/metrics/index.js';
import { createRandom, createZipf } from '../input/random.js';
import type { Task } from './task.js';

const ARTICLES = 20_000;
/** Of the loads, one in so many fails. */
const FAILING = 50;

export interface DemoCaches {
  /** What the service asks first: small, and its entries live for some seconds. */
  readonly near: WasmCache<number, string>;
  /** What is asked for what is not there: larger, bounded by the length of articles. */
  readonly far: WasmCache<number, string>;
}

const random = createRandom(13);
const article = createZipf(ARTICLES, random, 0.8);

async function fromStore(id: number): Promise<string> {
  await sleep(random() % 20);
  if (random() % FAILING === 0) throw new Error('the store does not answer');
  return `article ${id}: `.repeat(1 + (id % 8));
}

export function makeCaches(): DemoCaches {
  return {
    near: new WasmCache({ max: 1000, ttl: 3000, key: 'u32', value: 'string', name: 'articles' }),
    far: new WasmCache({
      maxSize: 400_000, max: 8000, sizeCalculation: (text) => text.length, key: 'u32', value: 'string', name: 'articles', fetchMethod: fromStore,
    }),
  };
}

export function showCaches({ near, far }: DemoCaches, register: Registry): void {
  instrument(near, { register });
  instrument(far, { register, tier: 'l2' });
}

export function cacheTasks({ near, far }: DemoCaches): Task[] {
  const read = async (): Promise<void> => {
    const missing: number[] = [];
    for (let i = 0; i < 300; i++) {
      const id = article();
      if (near.get(id) !== undefined) continue;
      const text = far.get(id);
      if (text === undefined) missing.push(id);
      else near.set(id, text);
    }
    await Promise.all(missing.slice(0, 30).map(async (id) => far.fetch(id).catch(() => undefined)));
  };
  /** Articles are edited. */
  const edit = (): void => {
    for (let i = 0; i < 20; i++) far.delete(article());
  };
  return [{ everyMs: 30, run: read }, { everyMs: 500, run: edit }];
}

export function closeCaches({ near, far }: DemoCaches): void {
  near.close();
  far.close();
}
