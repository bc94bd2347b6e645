/**
 * The log of an ordered map in two, until `join`: entries that are to come last are written before others that come before them. The map is not
 * to be read in its order meanwhile.
 */
import type { Engine } from '../../engine/engine.js';
import * as Header from '../../engine/header.js';

/** Words of the header: from the oldest page to the number of the next record. */
const FIRST_WORD = Header.logHead >>> 2;
const WORDS = 5;
const NEXT_LOW = 3;
const NEXT_HIGH = 4;

export class SplitLog {
  readonly #engine: Engine;
  readonly #map: number;
  /** The header's words for the part that is not appended to at present. */
  #other: Uint32Array;
  /** Sequence number of the first entry that comes last, until the parts are joined. */
  readonly #first: number;
  #isLast = false;

  constructor(engine: Engine, map: number) {
    this.#engine = engine;
    this.#map = map;
    const words = this.#words();
    this.#first = nextOf(words);
    this.#other = Uint32Array.of(0, 0, 0, words[NEXT_LOW]!, words[NEXT_HIGH]!);
  }

  /** What is written, or removed, from now on is among the entries that come last, if `isLast`, or before them. */
  turn(isLast: boolean): void {
    if (this.#isLast === isLast) return;
    this.#isLast = isLast;
    const words = this.#words();
    this.#engine.u32.set(this.#other, (this.#map >>> 2) + FIRST_WORD);
    this.#other = words;
  }

  /** O(pages of what comes last). */
  join(): void {
    this.turn(false);
    const [head, tail, room] = this.#other as unknown as [number, number, number];
    if (head !== 0) this.#engine.joinLog(this.#map, head, tail, room, this.#first, nextOf(this.#other));
    this.#other = new Uint32Array(WORDS);
  }

  #words(): Uint32Array {
    const first = (this.#map >>> 2) + FIRST_WORD;
    return this.#engine.u32.slice(first, first + WORDS);
  }
}

function nextOf(words: Uint32Array): number {
  return words[NEXT_HIGH]! * 2 ** 32 + words[NEXT_LOW]!;
}
