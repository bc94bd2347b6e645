/**
 * One class per key kind, class of value kinds and engine, with the emitted methods on its prototype.
 *
 * Such a class is made when the first map of its kinds is. Its instances say `WasmMap` (or `WasmSet`) of themselves, by name
 * and `constructor`, so that nobody meets these classes but V8.
 */
import { define } from '../define.js';
import { selectEngine } from '../engine/select.js';
import type { Collection } from './collection.js';
import { type HotMethods, hotMethodsOf } from './hot-methods.js';
import type { KeyKindInfo, ValueKindInfo } from './kinds.js';
import type { Settings } from './options.js';

type CollectionClass = new (settings: Settings) => Collection;

/** By engine, then key kind, then class of value kinds: found without a string made for it, as a small map is quickly filled. */
const classes = { wasm: new Map<KeyKindInfo, Kinds>(), js: new Map<KeyKindInfo, Kinds>() };
type Kinds = Partial<Record<ValueKindInfo['hotClass'], CollectionClass>>;

/** The subclass of `Base` (WasmMap or WasmSet) for `settings`. */
export function hotClass(Base: CollectionClass, settings: Settings): CollectionClass {
  const { engine } = settings.heap?._engine ?? selectEngine(settings.engine);
  let kinds = classes[engine].get(settings.key);
  if (kinds === undefined) classes[engine].set(settings.key, kinds = {});
  return kinds[settings.value.hotClass] ??= makeClass(Base, hotMethodsOf(engine, settings.key, settings.value));
}

function makeClass(Base: CollectionClass, methods: HotMethods): CollectionClass {
  const Kind = class extends Base {};
  for (const [method, value] of Object.entries(methods)) {
    define(Kind.prototype, method, { value: value as unknown, configurable: true, writable: true });
  }
  define(Kind.prototype, 'constructor', { value: Base, configurable: true, writable: true });
  define(Kind, 'name', { value: Base.name });
  return Kind;
}
