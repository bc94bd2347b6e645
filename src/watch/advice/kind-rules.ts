/** Advice on kinds. The figures in messages are those of the README and the guide. */
import type { KeyKind, NumericKind } from '../../map/kinds.js';
import type { Advice } from './advice.js';
import type { Facts } from './facts.js';

/** Fewer entries than that are no sample. */
const LEAST_SAMPLE = 100;
/** From here on maps of numeric keys are level with `Map` one by one, and two to three times as fast in batches. */
const LEAST_NUMBERS = 1000;
/** From here on maps of text are as fast as `Map`, for strings that are made anew. */
const LEAST_TEXT = 64_000;
/** Fewer strings on the JavaScript heap take no collection long. */
const LEAST_BLOBS = 100_000;

const isNumeric = (kind: string): kind is NumericKind => ['u32', 'i32', 'f64', 'u64', 'i64'].includes(kind);

/** The kind of numbers that a map with keys of any kind might have. */
function numericKeyKind({ key, keys, size }: Facts): (KeyKind & NumericKind) | undefined {
  if (key !== 'any' || size < LEAST_NUMBERS || keys.count < LEAST_SAMPLE || !isNumeric(keys.kind)) return undefined;
  return keys.kind as KeyKind & NumericKind;
}

export function numberKeys(facts: Facts): Advice | undefined {
  const { size, keys } = facts;
  const kind = numericKeyKind(facts);
  return kind && {
    code: 'number-keys', about: 'kind', evidence: { size, sampled: keys.count, fits: kind }, options: { key: kind },
    message: `All of ${keys.count} keys that were looked at fit kind ${kind}, which takes batches two to twelve times as fast as a Map, and large maps of which `
      + 'are read up to three times as fast. It iterates in no order, and refuses keys that do not fit.',
  };
}

export function textKeys({ key, size, keys }: Facts): Advice | undefined {
  if (key !== 'any' || size < LEAST_TEXT || keys.kind !== 'string') return undefined;
  return {
    code: 'text-keys', about: 'kind', evidence: { size, sampled: keys.count }, options: { key: 'string' },
    message: `All of ${keys.count} keys that were looked at are strings. Where they are made anew for each call, read from text or a buffer, kind string finds them `
      + '1.3 to 1.8 times as fast as a Map, in some 50 bytes an entry, not 85. Where the same strings are used again, kind any is the faster one.',
  };
}

export function bytesKeys({ key, size, keys }: Facts): Advice | undefined {
  if (key !== 'any' || keys.kind !== 'bytes') return undefined;
  return {
    code: 'bytes-keys', about: 'kind', evidence: { size, sampled: keys.count }, options: { key: 'bytes' },
    message: `All of ${keys.count} keys that were looked at are Uint8Arrays, which kind any tells apart by identity: others with the same bytes are not found. Kind bytes `
      + 'compares what is in them.',
  };
}

export function narrowKeys({ key, size, keys: { count, word } }: Facts): Advice | undefined {
  if (!['f64', 'u64', 'i64'].includes(key) || size < LEAST_NUMBERS || count < LEAST_SAMPLE || word === undefined) return undefined;
  const change = key === 'f64' ? '' : ', as numbers instead of bigints';
  return {
    code: 'narrow-keys', about: 'kind', evidence: { size, sampled: count, key, fits: word }, options: { key: word },
    message: `All of ${count} keys that were looked at fit kind ${word}${change}: that takes 4 bytes a key, not 8, and is the faster one. It refuses keys that do not fit.`,
  };
}

/** Only where values are in linear memory: beside keys of kind `any` they are not, whatever their kind. */
const hasSlots = (facts: Facts): boolean => facts.key !== 'any' || numericKeyKind(facts) !== undefined;

export function numberValues(facts: Facts): Advice | undefined {
  const { value, values: { count, kind }, size } = facts;
  if (value !== 'any' || !isNumeric(kind) || count < LEAST_SAMPLE || size < LEAST_NUMBERS || !hasSlots(facts)) return undefined;
  return {
    code: 'number-values', about: 'kind', evidence: { size, sampled: count, fits: kind }, options: { value: kind },
    message: `All of ${count} values that were looked at fit kind ${kind}, which has them beside their keys, and nothing on the JavaScript heap. It refuses values that `
      + `do not fit${kind === 'u32' || kind === 'i32' ? ': f64 takes fractions, too' : ''}.`,
  };
}

export function blobValues(facts: Facts): Advice | undefined {
  const { value, values: { count, kind }, size } = facts;
  if (value !== 'any' || (kind !== 'string' && kind !== 'bytes') || count < LEAST_SAMPLE || size < LEAST_BLOBS || !hasSlots(facts)) return undefined;
  return {
    code: 'blob-values', about: 'kind', evidence: { size, sampled: count, fits: kind }, options: { value: kind },
    message: `All of ${count} values that were looked at fit kind ${kind}, which has them in linear memory, where no collection of garbage walks them. Each read makes `
      + 'a copy then: it pays where pauses hurt more than reads.',
  };
}
