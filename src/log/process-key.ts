/** What this process alone knows: made when it is first needed, for some runtimes have no randomness while a module loads. */

interface Globals {
  readonly crypto?: { getRandomValues?(words: Uint32Array): unknown };
}

const WORDS = 8;
let key: string | undefined;

function randomWords(count: number): Uint32Array {
  const words = new Uint32Array(count);
  try {
    const { crypto } = globalThis as Globals;
    if (crypto?.getRandomValues?.(words) !== undefined) return words;
  } catch {
    // Cryptography that is refused now.
  }
  return words.map(() => Math.random() * 2 ** 32);
}

/** 256 random bits; from `Math.random` where the runtime has no cryptography, or refuses it now. */
export function processKey(): string {
  return key ??= Array.from(randomWords(WORDS), (word) => word.toString(16).padStart(8, '0')).join('');
}

let prefix: string | undefined;
let made = 0;

/** An id that no other batch has, in this process or any other. */
export function newBatchId(): string {
  prefix ??= Array.from(randomWords(2), (word) => word.toString(36).padStart(7, '0')).join('');
  return `${prefix}-${(++made).toString(36)}`;
}
