/**
 * Handles that snapshots see, so that what they stand for is let go of with the last of these, not before.
 *
 * As with segments (`assembly/table/share.ts`): a mark stands for a snapshot and knows how many were made before it; a handle's birth says
 * how many there were then, and is noted only while there are marks. So a handle that the map has no more use for goes to the newest mark
 * that sees it, and from there to older ones, without a count of references.
 */

/** What becomes of handles; `owner` is the header that their memory is counted under. */
export interface HandleKeeper {
  move(handle: number, from: number, to: number): void;
  free(handle: number, owner: number): void;
}

/** A snapshot, as far as handles go. */
export class Mark {
  /** Handles that it and older marks see, and nobody else. */
  readonly dead: number[] = [];

  after: Mark | undefined = undefined;

  constructor(readonly owner: number, readonly epoch: number, public before: Mark | undefined) {}
}

export class Marks {
  newest: Mark | undefined = undefined;
  #epoch = 0;
  readonly #births = new Map<number, number>();
  readonly #keeper: HandleKeeper;

  constructor(keeper: HandleKeeper) {
    this.#keeper = keeper;
  }

  /** A mark for the snapshot whose header is at `owner`. */
  add(owner: number): Mark {
    const mark = new Mark(owner, this.#epoch++, this.newest);
    if (this.newest !== undefined) this.newest.after = mark;
    this.newest = mark;
    return mark;
  }

  /** Notes that `handle` is new. */
  born(handle: number): void {
    if (this.newest !== undefined) this.#births.set(handle, this.#epoch);
  }

  /** Lets go of a handle that the map, whose header is at `owner`, has no more use for; now, or with the last mark that sees it. O(1). */
  retire(handle: number, owner: number): void {
    this.#retire(handle, owner, this.newest);
  }

  #retire(handle: number, owner: number, before: Mark | undefined): void {
    if (before !== undefined && (this.#births.get(handle) ?? 0) <= before.epoch) {
      before.dead.push(handle);
      this.#keeper.move(handle, owner, before.owner);
      return;
    }
    this.#births.delete(handle);
    this.#keeper.free(handle, owner);
  }

  /** Takes a mark away. O(handles that only it and older ones see). */
  release(mark: Mark): void {
    for (const handle of mark.dead) this.#retire(handle, mark.owner, mark.before);
    const { before, after } = mark;
    if (before !== undefined) before.after = after;
    if (after === undefined) this.newest = before;
    else after.before = before;
    if (this.newest !== undefined) return;
    this.#births.clear();
    this.#epoch = 0;
  }
}
