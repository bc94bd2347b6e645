/** What the page can be asked for, and the link that says it: read from a link or the form, checked, and written again. */
import {
  appliesTo, cellsOf, isData, KEY_KINDS, OPERATIONS, PATTERNS, patternsOf, type Cell, type KeyKind, type OperationName, type Pattern,
} from '../matrix/dimensions.js';
import { ChoiceError, namesFrom, quoted, seedFrom, sizesFrom } from '../matrix/parse.js';
import { MEASURED, type Measured } from '../measures/measure.js';
import { OPERATION_TITLES } from '../report/names.js';

/** What can be measured beside the operations. */
export const EXTRAS = ['latency', 'memory'] as const;
export type Extra = (typeof EXTRAS)[number];

export const EFFORTS = ['quick', 'thorough'] as const;
export type Effort = (typeof EFFORTS)[number];

/** The others need a file or a data set, which the page does not bring. */
export const PAGE_PATTERNS: readonly Pattern[] = PATTERNS.filter((pattern) => !isData(pattern));

/** A phone runs out of memory with more. */
const LEAST_SIZE = 100;
const MOST_SIZE = 4_000_000;
const ALL_SIZES = [1_000, 64_000, 1_000_000];

export interface Choices {
  readonly operations: readonly OperationName[];
  readonly keys: readonly KeyKind[];
  readonly sizes: readonly number[];
  /** Undefined: the first of each kind's. */
  readonly pattern: Pattern | undefined;
  readonly rivals: readonly Measured[];
  readonly also: readonly Extra[];
  readonly effort: Effort;
  readonly seed: number;
}

export const DEFAULTS: Choices = {
  operations: ['putAll', 'getAll', 'get-hit', 'set-growing'],
  keys: ['u32'],
  sizes: [1_000, 64_000, 1_000_000],
  pattern: undefined,
  rivals: MEASURED,
  also: EXTRAS,
  effort: 'quick',
  seed: 42,
};

/** Each choice as it is written in a link: `operation=get-hit,putAll&keys=u32&size=64000…`; what a link leaves out is usual. */
const READERS: { readonly [Name in keyof Choices]: { readonly name: string; readonly read: (text: string) => Choices[Name] } } = {
  operations: { name: 'operation', read: namesFrom('operation', OPERATIONS) },
  keys: { name: 'keys', read: namesFrom('key kind', KEY_KINDS) },
  sizes: { name: 'size', read: sizesFrom(ALL_SIZES, LEAST_SIZE, MOST_SIZE) },
  pattern: { name: 'pattern', read: (text) => (text === '' ? undefined : one('pattern', PAGE_PATTERNS)(text)) },
  rivals: { name: 'rivals', read: namesFrom('rival', MEASURED) },
  also: { name: 'also', read: (text) => (text === '' ? [] : namesFrom('measurement', EXTRAS)(text)) },
  effort: { name: 'effort', read: one('effort', EFFORTS) },
  seed: { name: 'seed', read: seedFrom },
};

function one<T extends string>(what: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((name) => name === text);
    if (found === undefined) throw new ChoiceError(`${quoted(text)} is no ${what}; known: ${known.join(', ')}`);
    return found;
  };
}

/**
 * Reads what a link, or the form as one, asks for. Names that the page does not know are others' business.
 *
 * @throws {ChoiceError} that names what is wrong and what was expected
 */
export function choicesFrom(query: URLSearchParams): Choices {
  const entries = Object.entries(READERS).map(([key, { name, read }]) => {
    const text = query.get(name);
    return [key, text === null ? DEFAULTS[key as keyof Choices] : read(text)];
  });
  const choices = Object.fromEntries(entries) as unknown as Choices;
  return checked({ ...choices, sizes: [...new Set(choices.sizes)].sort((a, b) => a - b) });
}

/** All choices, so that the link means the same when the page's usual ones have changed. */
export function queryOf(choices: Choices): string {
  const query = new URLSearchParams();
  for (const [key, { name }] of Object.entries(READERS)) {
    const value = choices[key as keyof Choices];
    query.set(name, Array.isArray(value) ? value.join(',') : String(value ?? ''));
  }
  // Commas are allowed in a query, and easier to read.
  return query.toString().replaceAll('%2C', ',');
}

/** The points of the bench's matrix that were chosen. */
export function cellsChosen({ operations, sizes, keys, pattern }: Choices): Cell[] {
  return cellsOf({ operations, sizes, keys, patterns: pattern && [pattern], states: ['recycled-clean'] });
}

/** @throws {ChoiceError} where choices do not go together */
function checked(choices: Choices): Choices {
  const { operations, keys, pattern } = choices;
  const lost = pattern === undefined ? undefined : keys.find((kind) => !patternsOf(kind).includes(pattern));
  if (lost !== undefined) {
    const theirs = patternsOf(lost).filter((name) => PAGE_PATTERNS.includes(name));
    throw new ChoiceError(`the pattern '${String(pattern)}' is none of ${lost} keys; theirs: ${theirs.join(', ')}`);
  }
  const useless = operations.find((operation) => !keys.some((kind) => goesWith(operation, kind)));
  if (useless !== undefined) {
    const fitting = KEY_KINDS.filter((kind) => goesWith(useless, kind));
    const title = OPERATION_TITLES[useless];
    throw new ChoiceError(`the operation '${title}' does not go with ${keys.join(', ')} keys; it does with ${fitting.join(', ')}`);
  }
  return choices;
}

function goesWith(operation: OperationName, keys: KeyKind): boolean {
  return appliesTo({ operation, keys, pattern: patternsOf(keys)[0], state: 'recycled-clean' });
}
