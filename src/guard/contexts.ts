/**
 * Which groups of writes the present call belongs to. Where the runtime can follow a call through what is asynchronous (Node, Deno, Bun, workerd with
 * `nodejs_compat`), that is known; elsewhere only until the first `await`, and in what is marked.
 */
import { builtin } from '../diagnostics/builtin.js';

/** A group, and those around it. */
interface Link {
  readonly group: object;
  readonly outer: Link | undefined;
}

interface Storage {
  run<Result>(link: Link, work: () => Result): Result;
  getStore(): Link | undefined;
}

interface AsyncHooks {
  readonly AsyncLocalStorage?: new () => Storage;
}

let storage: Storage | undefined;
/** Where there is no storage. */
let present: Link | undefined;

function theStorage(): Storage | undefined {
  if (storage === undefined) {
    const Storage = builtin<AsyncHooks>('node:async_hooks')?.AsyncLocalStorage;
    if (Storage !== undefined) storage = new Storage();
  }
  return storage;
}

/** Does `work` as a part of `group`. */
export function within<Result>(group: object, work: () => Result): Result {
  const storage = theStorage();
  if (storage !== undefined) return storage.run({ group, outer: storage.getStore() }, work);
  const outer = present;
  present = { group, outer };
  try {
    return work();
  } finally {
    present = outer;
  }
}

/** Whether the present call belongs to `group`; undefined where that cannot be told. */
export function isWithin(group: object): boolean | undefined {
  const first = storage === undefined ? present : storage.getStore();
  for (let link = first; link !== undefined; link = link.outer) if (link.group === group) return true;
  return storage === undefined && first === undefined ? undefined : false;
}
