/**
 * Calls of one map's methods, shown to those who observe that map: its methods are covered by functions that are the map's own properties, so that
 * other maps pay nothing. What was there before is called, be it a subclass's or the user's own, and is back when the last observer has gone.
 * Several may observe one map, and go in any order.
 */
import { unexpected } from '../arguments.js';
import { alone } from '../define.js';
import { WasmapTypeError } from '../errors.js';
import type { Table } from '../map/table.js';
import { WeakReference } from '../weak.js';
import { BATCHER_WRITE } from './batch-trace.js';
import type { Written } from '../map/written.js';

/** Methods that write one entry, or remove it, or all of them: of maps, sets, and those that are native. */
export const SINGLE_WRITES = ['set', 'add', 'delete', 'clear', 'increment', 'getOrInsert', 'getOrInsertComputed'] as const;
/** Methods that write many entries in one go, a WriteBatcher's way to the map among them. */
export const BATCH_WRITES = ['putAll', 'compareAndPutAll', 'putAllAsync', 'addAll', 'deleteAll', BATCHER_WRITE] as const;
export const READS = ['get', 'getOr'] as const;

export type SingleWrite = (typeof SINGLE_WRITES)[number];
export type BatchWrite = (typeof BATCH_WRITES)[number];
export type MethodName = SingleWrite | BatchWrite | (typeof READS)[number];

export type AnyFunction = (...args: never[]) => unknown;

export interface InterceptedCall {
  /** What it was called on. */
  readonly host: object;
  readonly method: MethodName;
  readonly args: readonly unknown[];
  /** Whether it comes from within another that writes to the same map: from a subclass's method, or from what the user handed over. */
  readonly isNested: boolean;
  /** What was called: below this function, stacks are the caller's. */
  readonly entry: AnyFunction;
}

/** What is done instead of a call: `proceed`, which is to be called once at most, does what was asked for. */
export type Interceptor = (call: InterceptedCall, proceed: () => unknown) => unknown;

/** The methods of one map that are covered. */
interface Covered {
  readonly hooks: Map<MethodName, Hook>;
  /** Calls that write, and have not returned. */
  depth: number;
}

const covered = new WeakMap<object, Covered>();

/** What tells a map from others through whatever proxies: its table, or, where it is native, itself. */
export const identityOf = (host: object): object => (host as Partial<Written>)._table ?? host;

/** The table of a map or set. @throws WasmapTypeError for whatever else */
export function tableOf(where: string, map: unknown): Table {
  const table = (map as Partial<Written> | undefined | null)?._table;
  if (table === undefined || table.source !== undefined) throw unexpected(`${where}: map`, 'a WasmMap or WasmSet', map);
  return table;
}

type Methods = Partial<Record<MethodName, AnyFunction>>;

/** The function that covers a method of a map, and what it calls. */
class Hook {
  /** Outermost first. Never changed but replaced, for a call may be under way. */
  interceptors: readonly Interceptor[] = [];
  readonly #wrapper: AnyFunction;
  /** The property that the map had itself. */
  readonly #before: PropertyDescriptor | undefined;
  readonly #own: AnyFunction | undefined;
  readonly #identity: object;

  /** @throws WasmapTypeError where the map takes no properties */
  constructor(where: string, host: object, readonly method: MethodName, readonly covered: Covered) {
    const call = (on: object, args: readonly unknown[]): unknown => this.#call(on, args);
    const wrapper = function (this: object, ...args: unknown[]): unknown { return call(this, args); };
    this.#identity = identityOf(host);
    this.#before = Object.getOwnPropertyDescriptor(host, method);
    this.#own = this.#before && (host as Methods)[method];
    this.#wrapper = wrapper;
    const { name = '', length = 0 } = this.#find(host) ?? {};
    Object.defineProperties(wrapper, { name: alone({ value: name, configurable: true }), length: alone({ value: length, configurable: true }) });
    if (!Reflect.defineProperty(host, method, alone({ value: wrapper, configurable: true, writable: true, enumerable: false }))) {
      throw new WasmapTypeError(`${where}: map: its methods cannot be covered, because it is frozen or sealed; observe it before that`);
    }
  }

  /** Puts back what was there, unless somebody else has covered the method since: then this function stays, and only passes calls on. */
  uncover(host: object): void {
    if (Object.getOwnPropertyDescriptor(host, this.method)?.value !== this.#wrapper) return;
    if (this.#before === undefined) Reflect.deleteProperty(host, this.method);
    else Reflect.defineProperty(host, this.method, this.#before);
  }

  /** Looked up anew at each call, for somebody may cover the class's method. */
  #find(host: object): AnyFunction | undefined {
    if (this.#own !== undefined) return this.#own;
    if (this.method === BATCHER_WRITE) return (write: () => unknown) => write();
    return (Object.getPrototypeOf(host) as Methods)[this.method];
  }

  #call(host: object, args: readonly unknown[]): unknown {
    const proceed = (): unknown => Reflect.apply(this.#find(host)!, host, args);
    const { interceptors, covered, method } = this;
    if (interceptors.length === 0) this.uncover(host);
    // Taken off its map, and called on another.
    if (interceptors.length === 0 || identityOf(host) !== this.#identity) return proceed();
    const call: InterceptedCall = { host, method, args, isNested: covered.depth > 0, entry: this.#wrapper };
    const next = (i: number): unknown => (i === interceptors.length ? proceed() : interceptors[i]!(call, () => next(i + 1)));
    const isWrite = method !== 'get' && method !== 'getOr';
    if (!isWrite) return next(0);
    covered.depth++;
    try {
      return next(0);
    } finally {
      covered.depth--;
    }
  }
}

/**
 * Shows `interceptor` the calls of those `methods` that the map has, until what is returned is called. Those for whom it is `'outside'` see what
 * becomes of a call at the hands of the others. O(methods).
 *
 * @throws WasmapTypeError where the map is frozen
 */
export function intercept(where: string, host: object, methods: readonly MethodName[], interceptor: Interceptor, place: 'inside' | 'outside'): () => void {
  const identity = identityOf(host);
  let those = covered.get(identity);
  if (those === undefined) covered.set(identity, those = { hooks: new Map(), depth: 0 });
  // The same interceptor may be there twice.
  const own: Interceptor = (call, proceed) => interceptor(call, proceed);
  const present = methodsOf(host, methods);
  const remove = remover(new WeakReference(identity), new WeakReference(host), present, own);
  const { hooks } = those;
  try {
    for (const method of present) {
      const hook = hooks.get(method) ?? new Hook(where, host, method, those);
      hooks.set(method, hook);
      hook.interceptors = place === 'outside' ? [own, ...hook.interceptors] : [...hook.interceptors, own];
    }
  } catch (error) {
    remove();
    throw error;
  }
  return remove;
}

function methodsOf(host: object, methods: readonly MethodName[]): MethodName[] {
  return methods.filter((method) => method === BATCHER_WRITE ? '_table' in host : typeof (host as Methods)[method] === 'function');
}

/** Apart, since engines keep what any function made here needs for as long as they keep one of them; and this one may be kept for longer than the map. */
function remover(identity: WeakRef<object>, host: WeakRef<object>, methods: readonly MethodName[], interceptor: Interceptor): () => void {
  return () => {
    const present = identity.deref();
    const hooks = present && covered.get(present)?.hooks;
    for (const method of methods) if (hooks !== undefined) removeFrom(hooks, method, interceptor, host.deref());
  };
}

function removeFrom(hooks: Map<MethodName, Hook>, method: MethodName, interceptor: Interceptor, host: object | undefined): void {
  const hook = hooks.get(method);
  if (hook === undefined || !hook.interceptors.includes(interceptor)) return;
  hook.interceptors = hook.interceptors.filter((each) => each !== interceptor);
  if (hook.interceptors.length > 0) return;
  hooks.delete(method);
  if (host !== undefined) hook.uncover(host);
}
