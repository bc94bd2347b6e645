/** The form: boxes and fields for every choice, filled in from choices and read as the query that a link would have. */
import { KEY_KINDS, OPERATIONS, patternsOf, type KeyKind, type OperationName, type Pattern } from '../matrix/dimensions.js';
import { MEASURED } from '../measures/measure.js';
import { escapeHtml } from '../report/html.js';
import { OPERATION_TITLES, RIVAL_TITLES } from '../report/names.js';
import { choicesFrom, EXTRAS, PAGE_PATTERNS, type Choices, type Extra } from './choices.js';
import { byId } from './elements.js';

/** At once in view. */
const USUAL: readonly OperationName[] = [
  'putAll', 'set-growing', 'set-present', 'get-hit', 'get-miss', 'getOr-hit', 'getAll', 'hasAll', 'churn', 'iterate', 'counting',
];

const KIND_TITLES: Readonly<Record<KeyKind, string>> = {
  u32: 'u32', i32: 'i32', f64: 'f64', u64: 'u64 (bigint)', i64: 'i64 (bigint)', string: 'string', any: 'any',
};

const EXTRA_TITLES: Readonly<Record<Extra, string>> = {
  latency: 'Latency and pauses of single calls while a map grows',
  memory: 'Memory',
};

const PATTERN_TITLES: Readonly<Partial<Record<Pattern, string>>> = {
  random: 'random, the whole range',
  sequential: 'sequential',
  clustered: 'clustered: runs of neighbours',
  zipf: 'zipf: few keys most of the time',
  below31: 'below31: small integers',
  record: 'record: user:1234567:profile',
  objects: 'objects, by identity',
};

export class Form {
  readonly #form = byId<HTMLFormElement>('form');

  constructor() {
    fill('operations', 'operation', USUAL, OPERATION_TITLES);
    fill('operations-more', 'operation', OPERATIONS.filter((operation) => !USUAL.includes(operation)), OPERATION_TITLES);
    fill('keys', 'keys', KEY_KINDS, KIND_TITLES);
    fill('rivals', 'rivals', MEASURED, RIVAL_TITLES);
    fill('also', 'also', EXTRAS, EXTRA_TITLES);
    byId('keys').addEventListener('change', () => this.#offerPatterns());
    this.#offerPatterns();
  }

  /** @throws {ChoiceError} that says which choice cannot be taken */
  read(): Choices {
    return choicesFrom(this.query());
  }

  /** As it stands, right or wrong. */
  query(): URLSearchParams {
    const data = new FormData(this.#form);
    const query = new URLSearchParams();
    for (const name of ['operation', 'keys', 'rivals', 'also']) query.set(name, this.#chosen(name).join(','));
    for (const name of ['size', 'pattern', 'effort', 'seed']) query.set(name, field(data, name));
    return query;
  }

  show(choices: Choices): void {
    const chosen: readonly (readonly [string, readonly string[]])[] = [
      ['operation', choices.operations], ['keys', choices.keys], ['rivals', choices.rivals], ['also', choices.also],
    ];
    for (const [name, values] of chosen) for (const box of this.#boxes(name)) box.checked = values.includes(box.value);
    this.#offerPatterns();
    byId<HTMLInputElement>('size').value = choices.sizes.map(shortSize).join(', ');
    byId<HTMLSelectElement>('pattern').value = choices.pattern ?? '';
    byId<HTMLSelectElement>('effort').value = choices.effort;
    byId<HTMLInputElement>('seed').value = String(choices.seed);
    if (choices.operations.some((operation) => !USUAL.includes(operation))) byId<HTMLDetailsElement>('more').open = true;
  }

  #boxes(name: string): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>(`input[name="${name}"]`)];
  }

  #chosen(name: string): string[] {
    return this.#boxes(name).filter(({ checked }) => checked).map(({ value }) => value);
  }

  /** Those that all chosen kinds have; of others a message would have to tell. */
  #offerPatterns(): void {
    const kinds = this.#chosen('keys') as KeyKind[];
    const offered = PAGE_PATTERNS.filter((pattern) => kinds.length > 0 && kinds.every((kind) => patternsOf(kind).includes(pattern)));
    const select = byId<HTMLSelectElement>('pattern');
    const before = select.value;
    const options = offered.map((pattern) => `<option value="${pattern}">${escapeHtml(PATTERN_TITLES[pattern] ?? pattern)}</option>`);
    select.innerHTML = `<option value="">the usual one of each kind</option>${options.join('')}`;
    select.value = offered.some((pattern) => pattern === before) ? before : '';
  }
}

function fill<T extends string>(host: string, name: string, values: readonly T[], titles: Readonly<Record<T, string>>): void {
  const box = (value: T): string => `<label><input type="checkbox" name="${name}" value="${value}">${escapeHtml(titles[value])}</label>`;
  byId(host).innerHTML = values.map(box).join('');
}

function field(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === 'string' ? value.trim() : '';
}

/** As it is typed: 64000 → "64k". */
function shortSize(size: number): string {
  if (size % 1e6 === 0) return `${size / 1e6}M`;
  return size % 1e3 === 0 ? `${size / 1e3}k` : String(size);
}
