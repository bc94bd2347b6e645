/**
 * The dimensions of the benchmark: what is done, by whom, with which keys, how many, in which pattern and state.
 *
 * A *cell* is one point of the matrix without the rival; all rivals of a cell are measured in turns.
 */

export const KEY_KINDS = ['u32', 'i32', 'f64', 'u64', 'i64'] as const;
export type KeyKind = (typeof KEY_KINDS)[number];

export const PATTERNS = ['random', 'sequential', 'clustered', 'zipf', 'below31', 'cities', 'trace'] as const;
/**
 * `random`: the whole range of the kind. `below31`: random integers that V8 need not box. `clustered`: runs of
 * neighbours. `zipf`: random keys, the busiest asked for most. `cities`: GeoNames ids. `trace`: keys of a file.
 */
export type Pattern = (typeof PATTERNS)[number];

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
] as const;
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
  return pattern === 'cities' || pattern === 'trace';
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
const WRITES_NEW_MEMORY: ReadonlySet<OperationName> = new Set(['set-growing', 'set-presized', 'putAll', 'counting']);

export function appliesTo(state: State, operation: OperationName): boolean {
  return !isFresh(state) || WRITES_NEW_MEMORY.has(operation);
}

/** All cells of the product, without those whose state makes no difference. */
export function cellsOf(dimensions: {
  readonly operations: readonly OperationName[];
  readonly sizes: readonly number[];
  readonly keys: readonly KeyKind[];
  readonly patterns: readonly Pattern[];
  readonly states: readonly State[];
}): Cell[] {
  const cells: Cell[] = [];
  for (const keys of dimensions.keys) {
    for (const pattern of dimensions.patterns) {
      for (const state of dimensions.states) {
        for (const operation of dimensions.operations) {
          if (!appliesTo(state, operation)) continue;
          const sizes = isData(pattern) ? [SIZE_OF_DATA] : dimensions.sizes;
          for (const size of sizes) cells.push({ operation, size, keys, pattern, state });
        }
      }
    }
  }
  return cells;
}
