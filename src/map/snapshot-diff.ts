/** What became of a map between two snapshots. */
export interface SnapshotDiff<K, V> {
  /** Entries that the older one has not. */
  readonly added: (readonly [key: K, value: V])[];
  /** Entries whose value is another: the newer one's, then the older one's. */
  readonly changed: (readonly [key: K, value: V, before: V])[];
  /** Entries that the newer one has not. */
  readonly removed: (readonly [key: K, value: V])[];
}
