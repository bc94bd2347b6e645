/** What became of a map between two snapshots. */
export interface SnapshotDiff<K, V> {
  /** Entries that the older one has not. */
  readonly added: (readonly [key: K, value: V])[];
  /** Entries whose value is another: the newer one's, then the older one's. */
  readonly changed: (readonly [key: K, value: V, before: V])[];
  /** Entries that the newer one has not. */
  readonly removed: (readonly [key: K, value: V])[];
}

/** Values by keys, or by what stands for keys. */
export type Entries = Map<unknown, unknown>;

type Readable = Pick<Entries, 'get' | 'has' | typeof Symbol.iterator>;

/** What became of `others` in `mine`; values are compared by their bytes if `isByContent`. */
export function compare(mine: Readable, others: Readable, isByContent: boolean): SnapshotDiff<unknown, unknown> {
  const difference: SnapshotDiff<unknown, unknown> = { added: [], changed: [], removed: [] };
  const { added, changed, removed } = difference;
  for (const [key, value] of mine) {
    const before = others.get(key);
    if (before === undefined && !others.has(key)) added.push([key, value]);
    else if (!isSame(value, before, isByContent)) changed.push([key, value, before]);
  }
  for (const [key, value] of others) if (!mine.has(key)) removed.push([key, value]);
  return difference;
}

/** Whether two values are the same; by their bytes if `isByContent`. */
export function isSame(value: unknown, other: unknown, isByContent: boolean): boolean {
  return isByContent ? isEqual(value as Uint8Array, other as Uint8Array) : Object.is(value, other);
}

function isEqual(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
