/**
 * One class per key kind, class of value kinds and engine, with emitted methods on its prototype: see src/map/hot-class.ts. Keys of kind `any`, and those of
 * a codec, cost more than a call of the engine, and need none.
 */
import { define } from '../define.js';
import { selectEngine } from '../engine/select.js';
import { hotMethods } from './hot-methods.generated.js';
import type { CacheSettings } from './options.js';

/** Options that were checked, to make an instance of such a class with. */
export class Checked {
  constructor(readonly settings: CacheSettings) {}
}

type CacheClass<C> = new (settings: Checked) => C;

const classes = new Map<object, CacheClass<unknown>>();

/** The subclass of `Base` for `settings`, or `Base` itself. */
export function hotClass<C extends object>(Base: CacheClass<C>, { map: { key, value, heap, engine } }: CacheSettings): CacheClass<C> {
  const methods = hotMethods[(heap?._engine ?? selectEngine(engine)).engine]![key.name]?.[value.hotClass];
  if (methods === undefined) return Base;
  let Kind = classes.get(methods);
  if (Kind === undefined) classes.set(methods, Kind = makeClass(Base, methods));
  return Kind as CacheClass<C>;
}

function makeClass<C extends object>(Base: CacheClass<C>, methods: object): CacheClass<C> {
  const Kind = class extends (Base as CacheClass<object>) {} as CacheClass<C>;
  for (const [method, value] of Object.entries(methods)) {
    define(Kind.prototype as object, method, { value: value as unknown, configurable: true, writable: true });
  }
  define(Kind.prototype as object, 'constructor', { value: Base, configurable: true, writable: true });
  define(Kind, 'name', { value: Base.name });
  return Kind;
}
