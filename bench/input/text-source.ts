/** Where distinct texts come from: an endless row of them from a seed, or those of a data set. */
import type { Pattern } from '../matrix/dimensions.js';
import { bytesOf, writeText } from './bytes.js';
import { readCities } from './cities.js';
import type { TextWriter } from './packed-text.js';
import { mix32, mixBits } from './random.js';

export interface TextSource {
  /** Present texts, where their number is given: as many others follow, none of which is present. */
  readonly size: number | undefined;
  readonly mostBytes: number;
  readonly write: TextWriter;
}

export function textSource(pattern: Pattern, seed: number): TextSource {
  if (pattern === 'names') return givenTexts(readCities().names);
  if (pattern === 'words') return givenTexts(readCities().names.flatMap((name) => name.match(/[\p{L}\p{M}]+/gu) ?? []));
  if (pattern === 'record') return records(seed);
  const [, alphabet, characters] = /^(ascii|mixed)(\d+)$/.exec(pattern) ?? [];
  if (alphabet === undefined) throw new Error(`the pattern '${pattern}' is none of text`);
  return randomTexts(ALPHABETS[alphabet as keyof typeof ALPHABETS], Number(characters), seed);
}

const LEAST_ID = 1_000_000;
/** Ids of seven digits. */
const IDS = 9_000_000;
const ID_BITS = 24;

/** `user:1234567:profile`: 20 characters until the ids of seven digits are used up. */
function records(seed: number): TextSource {
  return {
    size: undefined,
    mostBytes: 'user:12345678:profile'.length,
    write(index, target, at) {
      const id = LEAST_ID + (index < IDS ? scatter(index, seed) : index);
      return writeText(target, `user:${id}:profile`, at);
    },
  };
}

/** A bijection of the ids: one of more numbers, walked until it comes to an id. */
function scatter(index: number, seed: number): number {
  let id = index;
  do id = mixBits(id, seed, ID_BITS);
  while (id >= IDS);
  return id;
}

/** 32 characters each, so that five bits name one. */
const ALPHABETS = {
  ascii: encode('abcdefghijklmnopqrstuvwxyz-_.:/0'),
  mixed: encode('abcdéüßñабвгдежзαβγδεζηθ東京都市名前日本'),
} as const;
const CHARACTER_BITS = 5;
/** Characters that carry the 32 bits which tell texts apart. */
const TELLING = Math.ceil(32 / CHARACTER_BITS);

function encode(alphabet: string): readonly Uint8Array[] {
  return Array.from(alphabet, (character) => new TextEncoder().encode(character));
}

/** Random characters throughout: the first are the index, scattered; the others depend on it. */
function randomTexts(alphabet: readonly Uint8Array[], characters: number, seed: number): TextSource {
  return {
    size: undefined,
    mostBytes: characters * Math.max(...alphabet.map((bytes) => bytes.length)),
    write(index, target, at) {
      let end = at;
      let bits = 0;
      for (let i = 0; i < characters; i++) {
        if (i % TELLING === 0) bits = mix32(index, seed + i);
        const bytes = alphabet[bits & (alphabet.length - 1)];
        for (let j = 0; j < bytes.length; j++) target[end++] = bytes[j];
        bits >>>= CHARACTER_BITS;
      }
      return end;
    },
  };
}

/** The distinct texts of a data set, then each of them backwards, as an absent text with the same letters. */
function givenTexts(texts: readonly string[]): TextSource {
  const present = [...new Set(texts)];
  const taken = new Set(present);
  const absent = present.map((text) => {
    let backwards = Array.from(text).reverse().join('');
    while (taken.has(backwards)) backwards += '~';
    taken.add(backwards);
    return backwards;
  });
  const all = [...present, ...absent];
  return {
    size: present.length,
    mostBytes: all.reduce((most, text) => Math.max(most, bytesOf(text)), 0),
    write: (index, target, at) => writeText(target, all[index], at),
  };
}
