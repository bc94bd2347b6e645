/** How dimensions and figures are written for people: in tables, on the page and in messages. */
import type { KeyKind, OperationName, RivalName, State } from '../matrix/dimensions.js';

export const RIVAL_TITLES: Readonly<Record<RivalName | 'none', string>> = {
  wasmap: 'wasmap (WASM)',
  'wasmap-js': 'wasmap (JS)',
  map: 'Map',
  mnemonist: 'mnemonist LRUMap',
  'lru-cache': 'lru-cache',
  assemblyscript: "AssemblyScript's Map",
  boost: 'Boost flat map',
  floor: 'memory floor',
  none: 'no map',
};

/** Where there is little room, and the legend beside it says the rest. */
export const SHORT_TITLES: Readonly<Record<RivalName | 'none', string>> = {
  ...RIVAL_TITLES,
  wasmap: 'WASM',
  'wasmap-js': 'JS',
  mnemonist: 'LRUMap',
  assemblyscript: 'AS Map',
  boost: 'Boost',
};

export const OPERATION_TITLES: Readonly<Record<OperationName, string>> = {
  'set-growing': 'set, growing',
  'set-presized': 'set, presized',
  'set-present': 'set, present keys',
  putAll: 'putAll from empty',
  'get-hit': 'get, hit',
  'get-miss': 'get, miss',
  'getOr-hit': 'getOr, hit',
  dependent: 'dependent gets',
  'dependent-getOr': 'dependent getOrs',
  getAll: 'getAll, hits',
  'getAll-miss': 'getAll, misses',
  hasAll: 'hasAll, hits',
  'hasAll-miss': 'hasAll, misses',
  has: 'has, hit',
  delete: 'delete',
  churn: 'delete + set, churn',
  iterate: 'forEach over all',
  counting: 'counting (add, batches)',
  mix: '60 % hot reads, 40 % batch writes',
  cutting: 'making fresh keys, no table',
  'set-growing-fresh': 'set, growing, fresh keys',
  'putAll-fresh': 'putAll, growing, fresh keys',
  'get-hit-fresh': 'get, hit, fresh keys, net',
  'get-miss-fresh': 'get, miss, fresh keys, net',
  'getAll-fresh': 'getAll, hits, fresh keys',
  'putAll-packed': 'putAll, packed, from empty',
  'putAll-packed-presized': 'putAll, packed, presized',
  'getAll-packed': 'getAll, hits, packed',
};

export const STATE_TITLES: Readonly<Record<State, string>> = {
  'recycled-clean': 'recycled pages, clean process',
  'fresh-clean': 'first map of a fresh process',
  'untouched-clean': 'first large map of a fresh process, code warmed by small ones',
  'recycled-polluted': 'recycled pages, all kinds used before',
  'fresh-polluted': 'first map, all kinds used before',
};

/** Titles and explanations of the charts about measurements in fresh processes. */
export const CHART_TEXTS: Readonly<Record<string, readonly [title: string, text: string]>> = {
  latency: ['How long one set() takes', 'Every call while a map grows from empty. Lower is better; the right end is the slowest call of all.'],
  pauses: ['Pauses while growing', 'The slowest calls, where they happened. A native Map moves all its entries when it grows; wasmap never moves more than one segment.'],
  windows: ['Throughput while growing', 'Entries added in every 10 milliseconds. Gaps are pauses.'],
  memory: ['Memory', "Bytes an entry, from the process's resident set, in fresh processes."],
  collections: ['Garbage collection with a large map alive', 'A forced full collection has to look at every entry of a Map, and at none in linear memory. Delay: how late a timer comes when V8 collects by itself.'],
};

/** 1000 → "1 k", 1500000 → "1.5 M", 1000000000 → "1 G". */
export function formatSize(size: number): string {
  if (size >= 1e9) return `${trim(size / 1e9)} G`;
  if (size >= 1e6) return `${trim(size / 1e6)} M`;
  if (size >= 1e3) return `${trim(size / 1e3)} k`;
  return String(size);
}

/** Three significant digits, without an exponent. */
export function formatNumber(value: number): string {
  if (!Number.isFinite(value)) return '–';
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toFixed(digits);
}

export function formatRatio(ratio: number): string {
  return `${formatNumber(ratio)}×`;
}

/** Nanoseconds in the unit that leaves one to three digits. */
export function formatDuration(ns: number): string {
  if (ns < 1e3) return `${formatNumber(ns)} ns`;
  if (ns < 1e6) return `${formatNumber(ns / 1e3)} µs`;
  if (ns < 1e9) return `${formatNumber(ns / 1e6)} ms`;
  return `${formatNumber(ns / 1e9)} s`;
}

export function formatMegabytes(bytes: number): string {
  return `${formatNumber(bytes / 1e6)} MB`;
}

export function formatKinds(keys: KeyKind, values: KeyKind = keys): string {
  return `${keys}→${values}`;
}

function trim(value: number): string {
  return String(Number(value.toPrecision(3)));
}
