/** `npm run demo:metrics`: a small service under load with `/metrics`, which says what to look at and ends by itself. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Command } from 'commander';
import { Registry } from 'prom-client';
import { portFrom, secondsFrom } from '../command/options.js';
import { type Reading, readExposition } from '../watch/exposition.js';
import { batchTasks } from './batches.js';
import { cacheTasks, closeCaches, makeCaches, showCaches } from './caches.js';
import { guardTasks } from './guarded.js';
import { disposeOf, makeMaps, showMaps } from './maps.js';
import { readTasks } from './reads.js';
import { type Service, serve } from './service.js';
import { keepDoing } from './task.js';
import { summary, whatTheyMean, whereToLook } from './told.js';

interface Options {
  readonly port: number;
  readonly seconds: number;
}

/** By then all that the demo shows has happened. */
const FIRST_LOOK_MS = 2500;

async function demo({ port, seconds }: Options): Promise<void> {
  const began = performance.now();
  const stop = new AbortController();
  const end = (): void => { stop.abort(); };
  process.once('SIGINT', end).once('SIGTERM', end);
  const register = new Registry();
  const maps = makeMaps();
  showMaps(maps, register);
  const caches = makeCaches();
  showCaches(caches, register);
  const service = await listen(register, port);
  let failure: unknown;
  const rest = keepDoing([...readTasks(maps), ...batchTasks(maps), ...guardTasks(maps), ...cacheTasks(caches)], (error) => {
    failure ??= error;
    end();
  });
  console.log(whereToLook(service.port, seconds));
  const firstLook = Math.min(FIRST_LOOK_MS, 0.7 * seconds * 1e3);
  if (await pause(firstLook, stop.signal)) console.log(whatTheyMean(await look(register)));
  await pause(seconds * 1e3 - (performance.now() - began), stop.signal);
  await rest();
  console.log(summary(await look(register), service.scrapes, (performance.now() - began) / 1e3));
  await service.close();
  disposeOf(maps);
  closeCaches(caches);
  if (failure !== undefined) throw failure instanceof Error ? failure : new Error('the load failed', { cause: failure });
}

async function look(register: Registry): Promise<Reading> {
  return readExposition(await register.metrics(), performance.now());
}

async function listen(register: Registry, port: number): Promise<Service> {
  try {
    return await serve(register, port);
  } catch (error) {
    if ((error as { code?: string }).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${port} is taken: --port names another, and --port 0 takes any`, { cause: error });
  }
}

/** Whether all the time went by, and nobody wanted to end it. */
async function pause(ms: number, signal: AbortSignal): Promise<boolean> {
  try {
    await sleep(Math.max(0, ms), undefined, { signal });
    return true;
  } catch {
    return false;
  }
}

try {
  await new Command('demo:metrics')
    .description('a small service under load that shows its maps to Prometheus')
    .option('--seconds <n>', 'how long it runs', secondsFrom(1, 86_400), 60)
    .option('--port <n>', 'where it listens, on 127.0.0.1; 0 takes any that is free', portFrom, 9464)
    .action(demo)
    .parseAsync();
} catch (error) {
  console.error(`demo:metrics: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
