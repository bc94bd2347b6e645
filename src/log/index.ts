/**
 * Writes as structured events, for a logger or a line of JSON each: which map, what came of it, how long it took, in which trace.
 *
 * @module wasmap/log
 */
import { checkFunction, checkType, unexpected } from '../arguments.js';
import type { PutAllMessage } from '../diagnostics/batch-trace.js';
import { BATCH_WRITES, SINGLE_WRITES, identityOf, intercept, tableOf } from '../diagnostics/intercept.js';
import { alone } from '../define.js';
import { logBatches } from './log-batches.js';
import { loggingInterceptor } from './log-map.js';
import { type LogOptions, logOptionNames, readLogOptions } from './options.js';
import { WriteLog } from './write-log.js';

export type { WriteEvent, WriteResult } from './event.js';
export type { KeyMask } from './mask.js';
export type { LogOptions } from './options.js';
export type { Sample, SampledBy } from './sampling.js';
export { jsonLines, pinoSink } from './sinks.js';
export type { LogSink, PinoLike, PinoSinkOptions } from './sinks.js';

/** Options of `logWrites`. */
export interface LogWritesOptions extends LogOptions {
  /** Names of maps, or the maps and sets themselves, which are not kept alive by this; all by default. */
  readonly maps?: readonly (string | object)[];
  /** Whether a batch is to be logged: called when it is over, with what the channel `wasmap:putall` tells of it. */
  readonly filter?: (message: PutAllMessage) => boolean;
}

/** Options of `logMap`. */
export interface LogMapOptions extends LogOptions {
  /** What the map is called in the log; its own name by default. */
  readonly name?: string;
  /** Whether its batches are logged, too: true by default, false beside `logWrites`. */
  readonly batches?: boolean;
}

/**
 * Ends a log, and says what has become of its events so far.
 *
 * @category Log
 */
export interface StopLogging {
  /** Ends the log; twice is harmless. */
  (): void;
  /** Events that the sink has taken. */
  readonly logged: number;
  /** Events that were left out by `sample`. */
  readonly sampledOut: number;
  /** What the sink, and other functions of the options, have thrown. */
  readonly errors: number;
}

/**
 * Logs the batches of all maps and sets in the process, one event each when it is over, whatever came of it; single writes are `logMap`'s. Hears of
 * them on the diagnostics channel `wasmap:putall`: in runtimes that have no such channels, as browsers, nothing is logged.
 *
 * @throws WasmapTypeError, WasmapRangeError for options that make no sense
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { logWrites } from 'wasmap/log';
 * const stop = logWrites({
 *   sink({ map_op, map, batch_id, result, written }) {
 *     console.log(map_op, map, batch_id, result, written); // putAll stock nightly ok 2
 *   },
 * });
 * const stock = new WasmMap({ key: 'u32', value: 'u32', name: 'stock' });
 * stock.putAll([[1, 10], [2, 20]], { batchId: 'nightly' });
 * stop();
 * ```
 *
 * @category Log
 */
export function logWrites(options: LogWritesOptions): StopLogging {
  const where = 'logWrites';
  const log = new WriteLog(readLogOptions(where, options, [...logOptionNames, 'maps', 'filter']));
  const { maps, filter = () => true } = options;
  checkFunction(`${where}: filter`, filter);
  const isOneOf = maps === undefined ? () => true : among(`${where}: maps`, maps);
  return stopLogging(log, logBatches(log, isOneOf, filter));
}

function among(where: string, maps: unknown): (message: PutAllMessage) => boolean {
  if (!Array.isArray(maps)) throw unexpected(where, 'an array of names and maps', maps);
  const names = new Set<string>();
  const those = new WeakSet();
  for (const map of maps as readonly unknown[]) {
    if (typeof map === 'string') names.add(map);
    else those.add(tableOf(where, map));
  }
  return ({ map, name }) => (name !== undefined && names.has(name)) || those.has(identityOf(map));
}

/**
 * Logs all writes to one map or set, batches and single ones, removals included. Its methods are covered by some of its own until the log ends, which
 * makes each write to it slower by about the time that an event takes, some microseconds, and others not at all. What a method of a subclass calls in
 * turn is logged, too. In all runtimes.
 *
 * @throws WasmapTypeError for what is no map or set, or a frozen one, and for options that make no sense; WasmapRangeError for the latter
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { logMap } from 'wasmap/log';
 * const stock = new WasmMap({ key: 'string', value: 'u32', name: 'stock' });
 * logMap(stock, {
 *   mask: 'none',
 *   sink({ map_op, map_key, map_size_before, written }) {
 *     console.log(map_op, map_key, map_size_before, written); // set apples 0 1
 *   },
 * });
 * stock.set('apples', 3);
 * ```
 *
 * @category Log
 */
export function logMap(map: object, options: LogMapOptions): StopLogging {
  const where = 'logMap';
  const settings = readLogOptions(where, options, [...logOptionNames, 'name', 'batches']);
  const name = checkType<string>(`${where}: name`, options.name, 'string');
  const batches = checkType<boolean>(`${where}: batches`, options.batches, 'boolean') ?? true;
  tableOf(where, map);
  const log = new WriteLog(settings);
  const methods = batches ? [...SINGLE_WRITES, ...BATCH_WRITES] : SINGLE_WRITES;
  return stopLogging(log, intercept(where, map, methods, loggingInterceptor(log, name), 'outside'));
}

function stopLogging(log: WriteLog, stop: () => void): StopLogging {
  return Object.defineProperties(() => { stop(); }, {
    logged: alone({ get: () => log.logged }),
    sampledOut: alone({ get: () => log.sampledOut }),
    errors: alone({ get: () => log.errors }),
  }) as StopLogging;
}
