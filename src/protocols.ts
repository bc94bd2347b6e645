/** What the platform expects of classes such as Map. */
import { define } from './define.js';

/** Lets `console.log` in Node and Deno show objects of a class by `describe`, and `using` dispose of them where it exists. */
export function addProtocols<T extends { dispose(): void }>(prototype: T, describe: (object: T) => string): void {
  const add = (name: symbol, value: (this: T) => unknown): void => { define(prototype, name, { value, configurable: true, writable: true }); };
  add(Symbol.for('nodejs.util.inspect.custom'), function () { return describe(this); });
  add(Symbol.for('Deno.customInspect'), function () { return describe(this); });
  if (typeof Symbol.dispose === 'symbol') add(Symbol.dispose, function () { this.dispose(); });
}

/** Makes `name` of `prototype` the very function that `of` is, as Map's and Set's iterators are one. */
export function alias(prototype: object, name: PropertyKey, of: string): void {
  define(prototype, name, Object.getOwnPropertyDescriptor(prototype, of)!);
}

/** Gives `prototype` what it inherits from `parent` itself, as Map and Set have it. */
export function adopt(prototype: object, parent: object, names: readonly string[]): void {
  for (const name of names) define(prototype, name, Object.getOwnPropertyDescriptor(parent, name)!);
}

/** Gives a class its name, the length that Map and Set have, and its instances their tag. */
export function nameClass(constructor: { prototype: object }, name: string): void {
  define(constructor, 'name', { value: name });
  define(constructor, 'length', { value: 0 });
  define(constructor.prototype, Symbol.toStringTag, { value: name, configurable: true });
}
