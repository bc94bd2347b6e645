/** Where events go. */
import { checkFunction, checkOptions, isObject, unexpected } from '../arguments.js';
import type { WriteEvent } from './event.js';

/**
 * Takes events. What it throws, or rejects with, does not reach whoever writes to the map.
 *
 * @category Log
 */
export type LogSink = (event: WriteEvent) => void | PromiseLike<void>;

/**
 * A logger as pino and bunyan are: a method for each level, which takes an object and a message.
 *
 * @category Log
 */
export interface PinoLike {
  /** Logs an object, with a message. */
  info(event: object, message: string): void;
  /** Logs an object, with a message. */
  warn(event: object, message: string): void;
}

/** Options of `pinoSink`. */
export interface PinoSinkOptions {
  /** The level of writes that went well (`'info'` by default), or what gives the level of each event. */
  readonly level?: string | ((event: WriteEvent) => string);
  /** The level of writes of which nothing or a part is there; `'warn'` by default. */
  readonly failureLevel?: string;
  /** What gives the message; by default operation, map and result. */
  readonly message?: (event: WriteEvent) => string;
}

/** Whether anything of it is not there that was to be. */
export const isFailure = ({ result }: Pick<WriteEvent, 'result'>): boolean => result !== 'ok' && result !== 'deduplicated';

type Method = (event: object, message: string) => unknown;

/**
 * A sink that hands events to a logger such as pino: `logger.info(event, message)`, or `logger.warn` for failures. The option `logger` does this with
 * the defaults.
 *
 * @throws WasmapTypeError for what is no such logger, or has no such level
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { logMap, pinoSink } from 'wasmap/log';
 * const logger = {
 *   info(event: object, message: string) {
 *     console.log('info', message); // info set stock: ok
 *   },
 *   warn(event: object, message: string) {
 *     console.log('warn', message); // warn set stock: rejected
 *   },
 * };
 * const stock = new WasmMap<unknown, number>({ key: 'u32', value: 'u32', name: 'stock' });
 * logMap(stock, { sink: pinoSink(logger) });
 * stock.set(1, 10);
 * try {
 *   stock.set('apples', 10);
 * } catch {}
 * ```
 *
 * @category Log
 */
export function pinoSink(logger: PinoLike, options: PinoSinkOptions = {}): LogSink {
  const where = 'pinoSink';
  const { level = 'info', failureLevel = 'warn', message = describe } = checkOptions<PinoSinkOptions>(where, options, ['level', 'failureLevel', 'message']);
  checkFunction(`${where}: message`, message);
  const methodOf = (name: unknown, label: string): Method => {
    const method: unknown = isObject(logger) && typeof name === 'string' ? Reflect.get(logger, name) : undefined;
    if (typeof method !== 'function') throw unexpected(`${where}: ${label}`, 'the name of a method of the logger', name);
    // By its name, each time: pino replaces its methods when its level is changed.
    return (event, text) => (Reflect.get(logger, name as string) as Method).call(logger, event, text);
  };
  const failed = methodOf(failureLevel, 'failureLevel');
  const wentWell = typeof level === 'function' ? undefined : methodOf(level, 'level');
  return (event) => {
    const log = typeof level === 'function' ? methodOf(level(event), 'level') : isFailure(event) ? failed : wentWell!;
    log(event, message(event));
  };
}

const describe = ({ map_op: op, map, result }: WriteEvent): string => (map === undefined ? `${op}: ${result}` : `${op} ${map}: ${result}`);

/**
 * A sink that writes each event as a line of JSON, the time in front.
 *
 * @example
 * ```ts
 * import { WasmMap } from 'wasmap';
 * import { jsonLines, logMap } from 'wasmap/log';
 * const lines: string[] = [];
 * const stock = new WasmMap({ key: 'u32', value: 'u32' });
 * logMap(stock, { sink: jsonLines((line) => lines.push(line)) });
 * stock.set(1, 10);
 * const { map_op, map_key, map_size_before, result, written } = JSON.parse(lines[0]!);
 * console.log(map_op, map_key, map_size_before, result, written); // set *** 0 ok 1
 * ```
 *
 * @category Log
 */
export function jsonLines(write: (line: string) => unknown): LogSink {
  checkFunction('jsonLines: write', write);
  return (event) => { write(`${JSON.stringify({ time: new Date().toISOString(), ...event })}\n`); };
}
