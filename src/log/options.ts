/** Options of logs, checked. */
import { checkFunction, checkName, checkOptions, checkType, outOfRange, unexpected } from '../arguments.js';
import { WasmapTypeError } from '../errors.js';
import { type KeyMask, MASKS, masking } from './mask.js';
import { type Sample, SAMPLED_BY, type SampledBy } from './sampling.js';
import { shortHash } from './sha256.js';
import { type LogSink, type PinoLike, pinoSink } from './sinks.js';

/** What `logWrites` and `logMap` have in common. */
export interface LogOptions {
  /** Takes the events: a function, such as `jsonLines` and `pinoSink` make. Either this or `logger` is to be given. */
  readonly sink?: LogSink;
  /** A logger such as pino: as `sink: pinoSink(logger)`. */
  readonly logger?: PinoLike;
  /** How keys are shown; `'full'` by default, which shows nothing of them. */
  readonly mask?: KeyMask;
  /** Gives the id of the trace that the caller is in; with OpenTelemetry `() => trace.getActiveSpan()?.spanContext().traceId`. Asked when a write begins. */
  readonly traceId?: () => string | undefined;
  /** The part of the events that is logged, from 0 to 1, or a function that says so of each; 1 by default. */
  readonly sample?: Sample;
  /**
   * Whether it is drawn by chance (default), or by the id of the batch or the trace: then the same one is logged everywhere, or nowhere. By chance
   * where there is no such id.
   */
  readonly sampleBy?: SampledBy;
  /** Whether failures are sampled, too; by default all of them are logged. */
  readonly sampleFailures?: boolean;
  /**
   * Makes what is logged of an `idempotencyKey`. By default the first 16 digits of its SHA-256, the same in every process, so that repeats can be
   * found: it keeps keys out of sight, but whoever has the log can try keys out. Where that matters, give an HMAC under a secret.
   */
  readonly hash?: (idempotencyKey: string) => string;
  /** Whether it is logged where in the code a write came from, which takes some 10 microseconds a write; false by default. */
  readonly site?: boolean;
  /**
   * Told what a sink, or another of these functions, has thrown: once, and again when it went well in between. Nothing of it reaches whoever
   * writes. A warning of the process by default.
   */
  readonly onError?: (error: unknown) => void;
}

export const logOptionNames = ['sink', 'logger', 'mask', 'traceId', 'sample', 'sampleBy', 'sampleFailures', 'hash', 'site', 'onError'];

export interface LogSettings {
  readonly sink: LogSink;
  readonly mask: (key: unknown) => string;
  readonly hash: (idempotencyKey: string) => string;
  readonly traceId: (() => string | undefined) | undefined;
  readonly sample: Sample;
  readonly sampleBy: SampledBy;
  readonly sampleFailures: boolean;
  readonly site: boolean;
  readonly onError: ((error: unknown) => void) | undefined;
}

/** @throws WasmapTypeError, WasmapRangeError for options that make no sense */
export function readLogOptions(where: string, options: LogOptions, known: readonly string[]): LogSettings {
  const {
    sink, logger, mask = 'full', traceId, sample = 1, sampleBy = 'chance', sampleFailures, hash = shortHash, site, onError,
  } = checkOptions<LogOptions>(where, options, known);
  if ((sink === undefined) === (logger === undefined)) {
    throw new WasmapTypeError(`${where}: expected either a sink or a logger, got ${sink === undefined ? 'neither' : 'both'}`);
  }
  for (const [name, value] of Object.entries({ sink, traceId, hash, onError })) if (value !== undefined) checkFunction(`${where}: ${name}`, value);
  if (typeof mask !== 'function') checkName(`${where}: mask`, mask, MASKS);
  checkSample(`${where}: sample`, sample);
  return {
    sink: sink ?? pinoSink(logger!),
    mask: masking(mask),
    hash, traceId, sample, onError,
    sampleBy: checkName(`${where}: sampleBy`, sampleBy, SAMPLED_BY),
    sampleFailures: checkType<boolean>(`${where}: sampleFailures`, sampleFailures, 'boolean') ?? false,
    site: checkType<boolean>(`${where}: site`, site, 'boolean') ?? false,
  };
}

function checkSample(where: string, sample: unknown): void {
  if (typeof sample === 'function') return;
  if (typeof sample !== 'number') throw unexpected(where, 'a number from 0 to 1 or a function', sample);
  if (!(sample >= 0 && sample <= 1)) throw outOfRange(where, 'a number from 0 to 1', sample);
}
