const BLOCK = 128;

/** Two blocks of a piece for each. */
function doubled(piece: Uint8Array): Uint8Array {
  const blocks = Array.from({ length: piece.length / BLOCK }, (_, i) => [...piece.subarray(i * BLOCK, (i + 1) * BLOCK)]);
  return Uint8Array.from(blocks.flatMap((block) => [...block, ...block]));
}

function halve(piece: Uint8Array): void {
  piece.forEach((counter, i) => { piece[i] = counter >> 1; });
}

/** Counters of how often hashes were seen, four for each in one of its blocks, up to 15, halved after so many. */
export class Sketch {
  /** One that doubles up to 256 blocks, then as many as there are times 2 048 entries. */
  readonly #pieces: Uint8Array[] = [new Uint8Array(2 * BLOCK)];
  #added = 0;

  constructor(readonly max: number) {}

  get #room(): number {
    return this.#pieces.length * this.#pieces[0]!.length / 16;
  }

  #piece(hash: number): Uint8Array {
    const count = this.#pieces.length;
    const power = 2 ** Math.floor(Math.log2(count));
    const second = Math.imul(hash, 0x9e3779b1) >>> 12;
    return this.#pieces[second % (2 * power) < count ? second % (2 * power) : second % power]!;
  }

  #grow(): void {
    const count = this.#pieces.length;
    const split = this.#pieces[count - 2 ** Math.floor(Math.log2(count))]!;
    halve(split);
    if (split.length < 256 * BLOCK) this.#pieces[0] = doubled(split);
    else this.#pieces.push(split.slice());
  }

  #places(hash: number, piece: Uint8Array): number[] {
    const block = Math.floor(hash / 2 ** 32 * piece.length / BLOCK) * BLOCK;
    let c = Math.imul(hash, 0x31848bab);
    c ^= c >>> 14;
    return [0, 1, 2, 3].map((row) => block + row * 32 + ((c >>> (row * 8)) & 31));
  }

  frequency(hash: number): number {
    const piece = this.#piece(hash);
    return Math.min(...this.#places(hash, piece).map((place) => piece[place]!));
  }

  /** Counts a hash once more, which is to have room for so many entries. */
  increment(hash: number, entries: number): number {
    if (entries > this.#room) this.#grow();
    const piece = this.#piece(hash);
    const free = this.#places(hash, piece).filter((place) => piece[place]! < 15);
    for (const place of free) piece[place]!++;
    if (free.length > 0) this.#added++;
    if (this.#added >= 10 * Math.min(this.max, this.#room)) this.#age();
    return this.frequency(hash);
  }

  #age(): void {
    const odd = this.#pieces[0]!.reduce((sum, counter) => sum + (counter & 1), 0);
    const lost = this.#pieces.length === 1 ? Math.min(odd >> 2, this.#added) : 0;
    this.#pieces.forEach(halve);
    this.#added = (this.#added - lost) >> 1;
  }
}
