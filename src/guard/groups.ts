/** Writes that belong together, as their author says. */
import type { InterceptedCall } from '../diagnostics/intercept.js';
import { isWithin, within } from './contexts.js';
import { identityOfKey, isSameValue, valueOf } from './entries.js';

/** What the function that makes a group's writes is given. */
export interface WriteGroup {
  /** What messages call the group. */
  readonly name: string;
  /**
   * Does `work` as a part of the group. Needed only where a runtime cannot follow asynchronous calls, as browsers: for what comes there after
   * the first `await`.
   */
  write<Result>(work: () => Result): Result;
}

/** Keys that a group has read, which are remembered; of more, the last. */
const MOST_READS = 1000;

class Group implements WriteGroup {
  hasWritten = false;
  /** What it has read, and not written since. */
  readonly reads = new Map<unknown, unknown>();

  constructor(readonly name: string) {}

  write<Result>(work: () => Result): Result {
    return within(this, work);
  }
}

export class Groups {
  readonly #open = new Set<Group>();

  get isEmpty(): boolean {
    return this.#open.size === 0;
  }

  /** Does `work` as a group, which ends with it, or with its promise; then `ended` is called. */
  run<Result>(name: string, work: (group: WriteGroup) => Result, ended: () => void): Result {
    const group = new Group(name);
    this.#open.add(group);
    const end = (): void => {
      this.#open.delete(group);
      ended();
    };
    let goesOn = false;
    try {
      const result = within(group, () => work(group));
      goesOn = isThenable(result);
      return goesOn ? Promise.resolve(result).finally(end) as Result : result;
    } finally {
      if (!goesOn) end();
    }
  }

  /** The name of a group that has written, and has not ended, and to which the present call does not belong. */
  interrupted(): string | undefined {
    for (const group of this.#open) if (group.hasWritten && isWithin(group) === false) return group.name;
    return undefined;
  }

  /** The name of a group that has read what `call`, its own, is about to replace, and that has been replaced since by others. */
  outdated({ host, method, args }: InterceptedCall): string | undefined {
    if (method !== 'set') return undefined;
    const identity = identityOfKey(host, args[0]);
    if (identity === undefined) return undefined;
    for (const { name, reads } of this.#own()) {
      if (reads.has(identity.key) && !isSameValue(reads.get(identity.key), valueOf(host, args[0]))) return name;
    }
    return undefined;
  }

  /** The present call, or none of its group's, has read a key. */
  noteRead({ host, args }: InterceptedCall): void {
    const identity = identityOfKey(host, args[0]);
    if (identity === undefined) return;
    for (const { reads } of this.#own()) {
      reads.delete(identity.key);
      if (reads.size >= MOST_READS) reads.delete(reads.keys().next().value);
      reads.set(identity.key, valueOf(host, args[0]));
    }
  }

  /** A single write of the present call's is done. */
  noteWrite({ host, args, method }: InterceptedCall): void {
    const identity = method === 'clear' ? undefined : identityOfKey(host, args[0]);
    for (const group of this.#own()) {
      group.hasWritten = true;
      if (identity === undefined) group.reads.clear();
      else group.reads.delete(identity.key);
    }
  }

  /** A batch of the present call's is done: any of its keys may have been in it. Returns what is to be called if it goes on. */
  noteBatch(): () => void {
    const those = this.#own();
    const forget = (): void => {
      for (const group of those) {
        group.hasWritten = true;
        group.reads.clear();
      }
    };
    forget();
    return forget;
  }

  /** Those that the present call belongs to. */
  #own(): Group[] {
    return this.#open.size === 0 ? [] : [...this.#open].filter((group) => isWithin(group) === true);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return ((typeof value === 'object' && value !== null) || typeof value === 'function') && typeof (value as Partial<PromiseLike<unknown>>).then === 'function';
}
