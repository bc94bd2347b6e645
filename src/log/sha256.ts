/**
 * SHA-256, synchronously, in every runtime: Web Crypto's is asynchronous, and Node's is in Node. For short texts that are logged, some
 * microseconds each; anybody finds the same digits elsewhere, as by `printf %s order-17 | sha256sum`.
 */

/** The fractional parts of the roots of the first primes: cubic ones for the rounds, square ones to begin with. */
function rootsOfPrimes(count: number, root: (prime: number) => number): number[] {
  const primes: number[] = [];
  for (let n = 2; primes.length < count; n++) if (primes.every((prime) => n % prime !== 0)) primes.push(n);
  return primes.map((prime) => (root(prime) * 2 ** 32) | 0);
}

interface Constants {
  readonly rounds: readonly number[];
  readonly start: readonly number[];
}

let constants: Constants | undefined;

/** The first 64 bits of the hash of the UTF-8 of `text`, as 16 hexadecimal digits. O(length). */
export function shortHash(text: string): string {
  constants ??= { rounds: rootsOfPrimes(64, Math.cbrt), start: rootsOfPrimes(8, Math.sqrt) };
  const words = padded(utf8(text));
  const state = Int32Array.from(constants.start);
  for (let at = 0; at < words.length; at += 16) compress(state, words.subarray(at, at + 16), constants.rounds);
  return [state[0]!, state[1]!].map((word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
}

/** Lone surrogates become U+FFFD, as with TextEncoder, which bare contexts lack. */
function utf8(text: string): number[] {
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0)!;
    const point = code >= 0xd800 && code <= 0xdfff ? 0xfffd : code;
    if (point < 0x80) bytes.push(point);
    else if (point < 0x800) bytes.push(0xc0 | (point >> 6), 0x80 | (point & 63));
    else if (point < 0x10000) bytes.push(0xe0 | (point >> 12), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
    else bytes.push(0xf0 | (point >> 18), 0x80 | ((point >> 12) & 63), 0x80 | ((point >> 6) & 63), 0x80 | (point & 63));
  }
  return bytes;
}

/** In big-endian words: the bytes, a one bit, zeros, and how many bits there were. */
function padded(bytes: readonly number[]): Int32Array {
  const words = new Int32Array(((bytes.length + 72) >>> 6) << 4);
  bytes.forEach((byte, i) => { words[i >> 2]! |= byte << (24 - ((i & 3) << 3)); });
  words[bytes.length >> 2]! |= 0x80 << (24 - ((bytes.length & 3) << 3));
  words[words.length - 2] = Math.floor(bytes.length / 2 ** 29);
  words[words.length - 1] = bytes.length << 3;
  return words;
}

const rotate = (x: number, by: number): number => (x >>> by) | (x << (32 - by));

function compress(state: Int32Array, block: Int32Array, rounds: readonly number[]): void {
  const w = new Int32Array(64);
  w.set(block);
  for (let i = 16; i < 64; i++) {
    const [x, y] = [w[i - 15]!, w[i - 2]!];
    w[i] = w[i - 16]! + w[i - 7]! + (rotate(x, 7) ^ rotate(x, 18) ^ (x >>> 3)) + (rotate(y, 17) ^ rotate(y, 19) ^ (y >>> 10));
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i++) {
    const mixed = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + ((e & f) ^ (~e & g)) + rounds[i]! + w[i]!) | 0;
    const majority = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + mixed) | 0, c, b, a, (mixed + majority) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((word, i) => { state[i]! += word; });
}
