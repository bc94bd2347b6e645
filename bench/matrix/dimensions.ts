/**
 * The dimensions of the benchmark: what is done, by whom, with which keys, how many, in which pattern and state.
 *
 * A *cell* is one point of the matrix without the rival; all rivals of a cell are measured in turns.
 */

const NUMERIC_KINDS = ['u32', 'i32', 'f64', 'u64', 'i64'] as const;
export const KEY_KINDS = [...NUMERIC_KINDS, 'string', 'any'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

export function isNumeric(kind: KeyKind): boolean {
  return (NUMERIC_KINDS as readonly KeyKind[]).includes(kind);
}

const NUMERIC_PATTERNS = ['random', 'sequential', 'clustered', 'zipf', 'below31', 'cities', 'trace'] as const;
const TEXT_PATTERNS = [
  'record', 'ascii8', 'ascii20', 'ascii64', 'ascii256', 'mixed8', 'mixed20', 'mixed64', 'mixed256', 'words', 'names',
] as const;
export const PATTERNS = [...NUMERIC_PATTERNS, ...TEXT_PATTERNS, 'objects'] as const;
/**
 * Of numbers: `random`: the whole range of the kind. `below31`: random integers that V8 need not box. `clustered`: runs of
 * neighbours. `zipf`: random keys, the busiest asked for most. `cities`: GeoNames ids. `trace`: keys of a file.
 *
 * Of text: `record`: 20 characters such as `user:1234567:profile`. `ascii…`, `mixed…`: as many random characters, of ASCII or
 * of four scripts. `names`: of the cities in GeoNames; `words`: the words of those names.
 *
 * Of anything: `objects`, each a key by its identity.
 */
export type Pattern = (typeof PATTERNS)[number];

/** The patterns of each sort of keys; the first is the one that is taken where none is asked for. */
export function patternsOf(kind: KeyKind): readonly [Pattern, ...Pattern[]] {
  if (kind === 'string') return TEXT_PATTERNS;
  if (kind === 'any') return ['record', 'below31', 'objects'];
  return NUMERIC_PATTERNS;
}

/** The kind of the values beside keys of a kind: the same for numbers. */
export function valueKindOf(keys: KeyKind): KeyKind {
  return keys === 'string' ? 'f64' : keys;
}

export const STATES = ['recycled-clean', 'fresh-clean', 'untouched-clean', 'recycled-polluted', 'fresh-polluted'] as const;
/**
 * `fresh`: the first map of a new process whose engine has started; `untouched`: the first large one, code warmed by
 * small ones, memory never used; `recycled`: a map of the same size was there before. `clean`: the process knows one
 * rival and one key kind; `polluted`: it used all kinds and both engines.
 */
export type State = (typeof STATES)[number];

export const OPERATIONS = [
  'set-growing',
  'set-presized',
  'set-present',
  'putAll',
  'get-hit',
  'get-miss',
  'getOr-hit',
  'dependent',
  'dependent-getOr',
  'getAll',
  'getAll-miss',
  'hasAll',
  'hasAll-miss',
  'has',
  'delete',
  'churn',
  'iterate',
  'counting',
  'mix',
  'cutting',
  'set-growing-fresh',
  'putAll-fresh',
  'get-hit-fresh',
  'get-miss-fresh',
  'getAll-fresh',
  'putAll-packed',
  'putAll-packed-presized',
  'getAll-packed',
] as const;
/**
 * `…-fresh`: the pass makes every key string anew, so that V8 knows no hash of it; all others use the same string objects
 * again and again. `cutting` makes the strings and nothing else. `…-packed`: the keys are bytes in one buffer.
 */
export type OperationName = (typeof OPERATIONS)[number];

export const RIVALS = ['wasmap', 'wasmap-js', 'map', 'mnemonist', 'lru-cache', 'assemblyscript', 'boost', 'floor'] as const;
/** `wasmap` is the WASM engine; `floor` is no map: it only reads one random line of memory a key. */
export type RivalName = (typeof RIVALS)[number];

/** Every nominal size and its one and a half fold: the two ends of the table's range of load. */
export const SIZES = [1_000, 1_500, 64_000, 96_000, 1_000_000, 1_500_000, 8_000_000, 12_000_000] as const;

/** The size of cells whose keys come from a file or data set: as many as it has. */
export const SIZE_OF_DATA = 0;

/** Whether a pattern brings its own keys instead of generating some. */
export function isData(pattern: Pattern): boolean {
  return pattern === 'cities' || pattern === 'trace' || pattern === 'names' || pattern === 'words';
}

/** One point of the matrix. */
export interface Cell {
  readonly operation: OperationName;
  /** Distinct keys; `SIZE_OF_DATA` where the pattern brings its own. */
  readonly size: number;
  readonly keys: KeyKind;
  readonly pattern: Pattern;
  readonly state: State;
}

/** What a child process needs to know to measure one rival in one cell. */
export interface CellTask extends Cell {
  readonly rival: RivalName;
  readonly seed: number;
  readonly trace: string | undefined;
  readonly quick: boolean;
}

/** Whether every sample needs a process of its own. */
export function isFresh(state: State): boolean {
  return !state.startsWith('recycled');
}

/** Whether small maps warm the code before the fresh one. */
export function isWarmed(state: State): boolean {
  return state.startsWith('untouched');
}

export function isPolluted(state: State): boolean {
  return state.endsWith('polluted');
}

/** Operations whose cost depends on whether memory was touched before: the others are not run `fresh`. */
const WRITES_NEW_MEMORY: ReadonlySet<OperationName> = new Set([
  'set-growing', 'set-presized', 'putAll', 'counting', 'set-growing-fresh', 'putAll-fresh', 'putAll-packed', 'putAll-packed-presized',
]);

/** Operations that need text to cut strings from. */
const NEEDS_TEXT: ReadonlySet<OperationName> = new Set([
  'cutting', 'set-growing-fresh', 'putAll-fresh', 'get-hit-fresh', 'get-miss-fresh', 'getAll-fresh',
  'putAll-packed', 'putAll-packed-presized', 'getAll-packed',
]);
/** Operations in which each value is the next key. */
const NEEDS_CHAIN: ReadonlySet<OperationName> = new Set(['dependent', 'dependent-getOr']);

export function appliesTo({ state, operation, keys, pattern }: Omit<Cell, 'size'>): boolean {
  if (isFresh(state) && !WRITES_NEW_MEMORY.has(operation)) return false;
  if (!patternsOf(keys).includes(pattern)) return false;
  if (NEEDS_TEXT.has(operation)) return keys === 'string';
  if (NEEDS_CHAIN.has(operation)) return isNumeric(keys);
  // Values of the kind `any` cannot be added up.
  return keys !== 'any' || operation !== 'counting';
}

/** All cells of the product, without those whose state makes no difference and those that make no sense. */
export function cellsOf(dimensions: {
  readonly operations: readonly OperationName[];
  readonly sizes: readonly number[];
  readonly keys: readonly KeyKind[];
  /** Undefined: the first of each kind's. */
  readonly patterns: readonly Pattern[] | undefined;
  readonly states: readonly State[];
}): Cell[] {
  const cells: Cell[] = [];
  for (const keys of dimensions.keys) {
    for (const pattern of dimensions.patterns ?? [patternsOf(keys)[0]]) {
      for (const state of dimensions.states) {
        for (const operation of dimensions.operations) {
          if (!appliesTo({ state, operation, keys, pattern })) continue;
          const sizes = isData(pattern) ? [SIZE_OF_DATA] : dimensions.sizes;
          for (const size of sizes) cells.push({ operation, size, keys, pattern, state });
        }
      }
    }
  }
  return cells;
}
