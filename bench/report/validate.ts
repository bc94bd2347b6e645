/** Reads a report that comes from a file: everything that charts and tables use is checked, and what is wrong is named. */
import { KEY_KINDS, OPERATIONS, PATTERNS, RIVALS, STATES } from '../matrix/dimensions.js';
import { MEASURED } from '../measures/measure.js';
import { SCHEMA, type Report } from './schema.js';

export class ReportError extends Error {
  override readonly name = 'ReportError';
}

/** The path of all of it, which fields do not repeat. */
const WHOLE = 'the report';

type Check = (value: unknown, path: string) => void;

/** @throws {ReportError} that says where and what, and what was expected */
export function readReport(text: string): Report {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new ReportError(`not JSON: ${(cause as Error).message}`, { cause });
  }
  REPORT(value, WHOLE);
  return value as Report;
}

function wrong(path: string, expected: string, value: unknown): never {
  throw new ReportError(`${path}: expected ${expected}, got ${shown(value)}`);
}

/** Enough of a value to recognise it. */
function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value);
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}

const MOST_TEXT = 500;

const text: Check = (value, path) => {
  if (typeof value !== 'string' || value.length > MOST_TEXT) wrong(path, `text of at most ${MOST_TEXT} characters`, value);
};

const flag: Check = (value, path) => {
  if (typeof value !== 'boolean') wrong(path, 'true or false', value);
};

const number: Check = (value, path) => {
  if (typeof value !== 'number' || !Number.isFinite(value)) wrong(path, 'a number', value);
};

const natural: Check = (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < 0) wrong(path, 'a whole number from 0', value);
};

const positive: Check = (value, path) => {
  if (!Number.isSafeInteger(value) || (value as number) < 1) wrong(path, 'a whole number from 1', value);
};

const percentile: Check = (value, path) => {
  if (typeof value !== 'number' || !(value >= 0 && value <= 100)) wrong(path, 'a number from 0 to 100', value);
};

const time: Check = (value, path) => {
  if (typeof value !== 'string' || value.length > MOST_TEXT || Number.isNaN(Date.parse(value))) wrong(path, 'a point in time', value);
};

function oneOf(known: readonly (string | number)[]): Check {
  return (value, path) => {
    if (!known.includes(value as string)) wrong(path, `one of ${known.join(', ')}`, value);
  };
}

function optional(check: Check): Check {
  return (value, path) => {
    if (value !== undefined) check(value, path);
  };
}

/** JSON has no NaN and writes null. */
function orNull(check: Check): Check {
  return (value, path) => {
    if (value !== null) check(value, path);
  };
}

function listOf(check: Check, least = 0, most = Number.POSITIVE_INFINITY): Check {
  return (value, path) => {
    if (!Array.isArray(value)) wrong(path, 'a list', value);
    const items = value as readonly unknown[];
    if (items.length < least) wrong(path, `a list of at least ${least}`, value);
    if (items.length > most) throw new ReportError(`${path}: expected a list of at most ${most}, got ${items.length} of them`);
    items.forEach((item, index) => check(item, `${path}[${index}]`));
  };
}

function record(fields: Readonly<Record<string, Check>>): Check {
  return (value, path) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(path, 'an object', value);
    const inside = path === WHOLE ? '' : `${path}.`;
    for (const [name, check] of Object.entries(fields)) check((value as Record<string, unknown>)[name], inside + name);
  };
}

const SPREAD = record({ median: number, lower: number, upper: number });

const CELL = {
  operation: oneOf(OPERATIONS),
  size: natural,
  keys: oneOf(KEY_KINDS),
  pattern: oneOf(PATTERNS),
  state: oneOf(STATES),
  rival: oneOf(RIVALS),
};

const CELL_RESULT = record({
  ...CELL, seed: natural, entries: positive, units: positive, ns: SPREAD, ratio: optional(SPREAD), bytes: optional(number), agrees: flag,
});

/** Of measurements, those that are drawn; others may be there. */
const MEASURES: Readonly<Record<string, Check>> = {
  growth: record({
    group: optional(positive),
    resolutionNs: optional(number),
    percentiles: listOf(record({ percentile, ns: number }), 1),
    pauses: listOf(record({ entries: natural, ms: number })),
    slowestMs: number,
    windows: listOf(number),
    worstWindow: orNull(number),
  }),
  memory: record({ source: optional(oneOf(['browser', 'map'])), bytesPerEntry: orNull(number) }),
  collection: record({ pausesMs: listOf(number, 1), delaysMs: record({ p50: number, p99: number, longest: number }) }),
};

const MEASURE_RECORD = record({
  rival: oneOf([...MEASURED, 'none']),
  keys: oneOf(KEY_KINDS),
  values: oneOf(KEY_KINDS),
  size: positive,
  repeats: listOf((value, path) => {
    record({ measure: text })(value, path);
    // `MEASURES[measure]` alone would find what every object has from its prototype, too.
    const { measure } = value as { measure: string };
    if (Object.hasOwn(MEASURES, measure)) MEASURES[measure](value, path);
  }, 1),
});

/** All sizes of all kinds of keys with all rivals are 9536; a page that has to lay out many more stands still for seconds. */
const MOST_CELLS = 12_000;

const REPORT = record({
  schema: oneOf([SCHEMA]),
  created: time,
  wasmap: text,
  machine: text,
  cores: natural,
  cpu: optional(text),
  node: optional(text),
  browser: optional(text),
  clock: optional(record({ resolutionMs: number, isolated: flag })),
  seed: natural,
  quick: flag,
  cells: listOf(CELL_RESULT, 0, MOST_CELLS),
  absent: listOf(record({ ...CELL, reason: text })),
  measures: listOf(MEASURE_RECORD),
});
