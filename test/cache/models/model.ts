/** What every model of a policy has: keys, one for one with what an engine is asked for. */
export interface Model {
  has(key: number): boolean;
  /** A read that hits. */
  read(key: number): void;
  /** A write of a key that is absent. */
  add(key: number): void;
  remove(key: number): void;
  readonly size: number;
}

/** The oldest of a queue. */
export function oldest<T>(queue: ReadonlySet<T>): T | undefined {
  for (const entry of queue) return entry;
  return undefined;
}
