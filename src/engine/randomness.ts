/** Seeds for hashing that nobody can guess, where the runtime has cryptography. */
import { drawFromSystem } from './host.js';

/** Drawn for 512 maps at a time: a draw takes longer than all else that a small map needs. */
const words = new Uint32Array(1024);
let drawn = words.length;

function draw(): void {
  if (!drawFromSystem(words)) globalThis.crypto.getRandomValues(words);
  drawn = 0;
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
