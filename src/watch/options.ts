/** What users may say of watching, checked. */
import { checkFunction, checkOptions, checkType, outOfRange, unexpected } from '../arguments.js';
import { hasWeakReferences } from '../weak.js';
import type { ErrorListener } from './emitter.js';
import type { SignalName, Thresholds } from './report.js';

/** Options of `watch`. */
export interface WatchOptions {
  /** Milliseconds that a window takes; 10 000 by default. */
  readonly window?: number;
  /** A state is believed after so many windows in a row that say so, and left after as many that do not; 3 by default. */
  readonly sustain?: number;
  /** What part of itself a threshold is left below: from 0 to less than 1, 0.1 by default. Between the two the state stays what it is. */
  readonly hysteresis?: number;
  /** With fewer reads and writes than that a window says nothing; 100 by default. */
  readonly minOperations?: number;
  /** Thresholds of signals that are to have others than `defaultThresholds`; `false` for signals that are not watched. */
  readonly thresholds?: Readonly<Partial<Record<SignalName, Thresholds | false>>>;
  /**
   * Whether windows end by themselves: by a timer, which keeps no process running. True by default, but where the runtime has no weak references,
   * for there a timer keeps the map until `stop()`. Without a timer, `sample()` or `poll()` have to be called.
   */
  readonly timer?: boolean;
  /** The present in milliseconds; `Date.now` by default. */
  readonly clock?: () => number;
  /** Called with what listeners throw; by default that is an uncaught exception, as with events of the platform. */
  readonly onError?: ErrorListener;
}

/** Misses a hit at which a cache tips over: users begin to feel what it was to keep from them. */
export const TIPPING_POINT = 2.3;

/** What is watched by. */
export interface WatchSettings {
  readonly window: number;
  readonly sustain: number;
  readonly hysteresis: number;
  readonly minOperations: number;
  readonly thresholds: Readonly<Partial<Record<SignalName, Thresholds>>>;
  readonly timer: boolean;
  readonly clock: () => number;
  readonly onError: ErrorListener | undefined;
}

/**
 * The thresholds that signals have by default.
 *
 * - `missRatio`: beyond 2.3 misses a hit (7 of 10 reads) a cache has tipped over; 1.61, 0.7 of that, is the warning before.
 * - `writeShare`: writes by all operations.
 * - `probeLength`: the mean probe length by its baseline, the first that was seen (at most 1.25: a crowd is no baseline). Sound tables of every
 *   size and kind were measured between 1.00 and 1.24, under keys that collide they had 1.5 to 5.
 * - `load`: how far the load factor has left where it should be. Down, from the highest since the table last grew: 1 is empty. Up, from a full
 *   table's: 1 are as many entries as slots, which only an overflow of colliding keys comes to. Tables merge as entries go and
 *   were measured to lose no more than 0.49 on the way, until less than a segment was left: there is no harm in that, so only up it is critical.
 *
 * @category Watching
 */
export const defaultThresholds: Readonly<Record<SignalName, Thresholds>> = {
  missRatio: { warning: 1.61, critical: TIPPING_POINT },
  writeShare: { warning: 0.15, critical: 0.25 },
  probeLength: { warning: 1.5, critical: 2 },
  load: { warning: 0.65, critical: 1 },
};

export const signalNames = Object.keys(defaultThresholds) as SignalName[];

const known = ['window', 'sustain', 'hysteresis', 'minOperations', 'thresholds', 'timer', 'clock', 'onError'];
/** What timers of JavaScript can wait. */
const LONGEST_WINDOW = 2 ** 31 - 1;

/** @throws WasmapTypeError, WasmapRangeError, which call the function `where` */
export function readOptions(where: string, options: unknown): WatchSettings {
  const { window = 10_000, sustain = 3, hysteresis = 0.1, minOperations = 100, thresholds = {}, timer, clock, onError } =
    checkOptions<WatchOptions>(where, options, known);
  if (clock !== undefined) checkFunction(`${where}: clock`, clock);
  if (onError !== undefined) checkFunction(`${where}: onError`, onError);
  return {
    window: checkNumber(`${where}: window`, window, 'milliseconds from 1 to 2147483647', (ms) => ms >= 1 && ms <= LONGEST_WINDOW),
    sustain: positive(`${where}: sustain`, sustain),
    hysteresis: checkNumber(`${where}: hysteresis`, hysteresis, 'a number from 0 to less than 1', (part) => part >= 0 && part < 1),
    minOperations: positive(`${where}: minOperations`, minOperations),
    thresholds: readThresholds(`${where}: thresholds`, thresholds),
    timer: checkType<boolean>(`${where}: timer`, timer, 'boolean') ?? hasWeakReferences,
    clock: clock ?? Date.now,
    onError,
  };
}

function readThresholds(where: string, given: unknown): WatchSettings['thresholds'] {
  const all: Partial<Record<SignalName, Thresholds | false>> = { ...defaultThresholds };
  for (const [name, value] of Object.entries(checkOptions<object>(where, given, signalNames, where)) as [SignalName, unknown][]) {
    if (value === undefined) continue;
    all[name] = value === false ? false : checkThresholds(`${where}.${name}`, value);
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== false));
}

function checkThresholds(where: string, value: unknown): Thresholds {
  const { warning, critical } = checkOptions<Thresholds>(where, value, ['warning', 'critical'], where);
  const expected = 'a number from 0 on';
  for (const [level, threshold] of Object.entries({ warning, critical })) {
    if (threshold !== undefined) checkNumber(`${where}.${level}`, threshold, expected, (number) => number >= 0 && number < Infinity);
  }
  if (warning !== undefined && critical !== undefined && warning > critical) {
    throw outOfRange(`${where}.warning`, `at most what is critical, ${critical}`, warning);
  }
  return { ...(warning !== undefined && { warning }), ...(critical !== undefined && { critical }) };
}

function positive(where: string, value: unknown): number {
  return checkNumber(where, value, 'an integer from 1 on', (number) => number >= 1 && Number.isInteger(number));
}

function checkNumber(where: string, value: unknown, expected: string, fits: (value: number) => boolean): number {
  if (typeof value !== 'number') throw unexpected(where, expected, value);
  if (!fits(value)) throw outOfRange(where, expected, value);
  return value;
}
