/** Seeds for hashing that nobody can guess, where the runtime has cryptography. */
import { isNode } from './is-node.js';

/** Drawn for 128 maps at a time: a draw takes longer than all else that a small map needs. */
const words = new Uint32Array(256);
let drawn = words.length;

function draw(): void {
  if (!drawFromSystem()) globalThis.crypto.getRandomValues(words);
  drawn = 0;
}

/** What is used of Node's own modules, which it gives without an import. */
interface FileSystem {
  openSync(path: string, flags: 'r'): number;
  fstatSync(file: number): { isCharacterDevice(): boolean };
  readSync(file: number, into: Uint32Array): number;
  closeSync(file: number): void;
}

interface NodeGlobals {
  readonly process: { getBuiltinModule(name: 'node:fs'): FileSystem };
}

/**
 * Reads what the system itself gives to whoever asks for random bytes, in Node where that is a file: 0.1 ms, where Node's cryptography takes
 * 4 to 10 at its first use.
 */
function drawFromSystem(): boolean {
  if (!isNode()) return false;
  try {
    const files = (globalThis as unknown as NodeGlobals).process.getBuiltinModule('node:fs');
    const file = files.openSync('/dev/urandom', 'r');
    try {
      return files.fstatSync(file).isCharacterDevice() && files.readSync(file, words) === words.byteLength;
    } finally {
      files.closeSync(file);
    }
  } catch {
    return false;
  }
}

/** Draws ahead while an engine is made, which takes milliseconds anyway, so that a map's first write need not wait for it. */
export function prepareRandomness(): void {
  try {
    if (drawn === words.length) draw();
  } catch {
    // Some runtimes have no cryptography, others refuse it while a module loads.
  }
}

/** Where seeds come from, at present. */
export function randomness(): 'crypto' | 'math' {
  prepareRandomness();
  return drawn === words.length ? 'math' : 'crypto';
}

/** 32 random bits; from `Math.random` where the runtime has no cryptography, or refuses it now. */
export function randomWord(): number {
  return randomness() === 'math' ? Math.floor(Math.random() * 0x100000000) : words[drawn++]!;
}
