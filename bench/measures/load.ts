/** What a busy program does beside its maps: it makes small objects all the time and keeps the latest of them. */

const ALIVE = 50_000;
const MADE_IN_A_STEP = 500;

interface Item {
  readonly id: number;
  readonly name: string;
  readonly parts: readonly number[];
}

export class AllocationLoad {
  readonly #alive = new Array<Item | undefined>(ALIVE).fill(undefined);
  #made = 0;

  /** A small fraction of a millisecond of work. */
  step(): void {
    for (let i = 0; i < MADE_IN_A_STEP; i++) {
      const id = this.#made++;
      this.#alive[id % ALIVE] = { id, name: `item ${id}`, parts: [id, id + 0.5] };
    }
  }

  runFor(ms: number): void {
    const until = performance.now() + ms;
    while (performance.now() < until) this.step();
  }
}
