/** What the demo does to its caches: reads with a few favourites, and writes where something was missing. */
import { createRandom, createZipf } from '../input/random.js';
import type { DemoMaps } from './maps.js';
import type { Task } from './task.js';

const SESSIONS = 200_000;
const PAGES = 20_000;
/** Of the pages, one in so many is stored when it was missing: the cache is too small for what is asked of it. */
const STORED_PAGES = 6;
const MOST_PAGES = 4000;

const random = createRandom(7);
const session = createZipf(SESSIONS, random);
const page = createZipf(PAGES, random, 0.6);

export function readTasks({ sessions, pages, stock }: DemoMaps): Task[] {
  const readSessions = (): void => {
    for (let i = 0; i < 1500; i++) {
      const id = session();
      if (sessions.get(id) === undefined) sessions.set(id, Date.now());
    }
  };
  const readPages = (): void => {
    for (let i = 0; i < 200; i++) {
      const path = `/articles/${page()}`;
      if (pages.get(path) === undefined && i % STORED_PAGES === 0) pages.set(path, `<title>${path}</title>`);
    }
    if (pages.size > MOST_PAGES) pages.clear();
  };
  /** Sessions end, and the map gives back what they took. */
  const endSessions = (): void => {
    const ended: number[] = [];
    for (const id of sessions.keys()) {
      if (random() % 3 === 0) ended.push(id);
    }
    sessions.deleteAll(Uint32Array.from(ended));
  };
  const readStock = (): void => {
    const keys = Uint32Array.from({ length: 256 }, () => random() % 60_000);
    for (const shard of stock) shard.getAll(keys);
  };
  return [
    { everyMs: 20, run: readSessions },
    { everyMs: 20, run: readPages },
    { everyMs: 50, run: readStock },
    { everyMs: 7000, run: endSessions },
  ];
}
