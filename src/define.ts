/** Defining properties, whatever others have put on Object.prototype. */

/** As Object.defineProperty, but what `fields` inherits, as a `get` beside their `value`, does not count. */
export function define(target: object, name: PropertyKey, fields: PropertyDescriptor): void {
  Object.defineProperty(target, name, alone(fields));
}

/** A copy of `fields` that inherits nothing. */
export function alone<T extends object>(fields: T): T {
  return Object.assign(Object.create(null) as T, fields);
}
