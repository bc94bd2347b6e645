/** ECMA-262, 24.1.2 "Properties of the Map Constructor" and 24.1.3 "Properties of the Map Prototype Object": what is where. */
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../support/workloads.js';
import { subjects } from './subjects.js';

const lengths = { clear: 0, delete: 1, entries: 0, forEach: 1, get: 1, has: 1, keys: 0, set: 2, values: 0 } as const;
type Name = keyof typeof lengths;
const names = Object.keys(lengths) as Name[];

/** The descriptor of `name` where it is found, and whether the object has it itself. */
function found(object: object, name: PropertyKey): TypedPropertyDescriptor<unknown> {
  for (let at: object | null = object; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    const descriptor = Object.getOwnPropertyDescriptor(at, name);
    if (descriptor !== undefined) return descriptor;
  }
  throw new Error(`${String(name)} is nowhere`);
}

describe.each(subjects)('$name', ({ constructor, make }) => {
  it('has a constructor of length 0', () => {
    expect(Object.getOwnPropertyDescriptor(constructor, 'length')).toEqual({ value: 0, writable: false, enumerable: false, configurable: true });
    expect(Object.getOwnPropertyDescriptor(constructor, 'name')).toMatchObject({ writable: false, enumerable: false, configurable: true });
    expect(Object.getOwnPropertyDescriptor(constructor, 'prototype')).toMatchObject({ writable: false, enumerable: false, configurable: false });
  });

  it('has a species: the constructor that it is asked of', () => {
    expect(constructor[Symbol.species]).toBe(constructor);
    const { get, set, enumerable, configurable } = found(constructor, Symbol.species);
    expect([get?.name, set, enumerable, configurable]).toEqual(['get [Symbol.species]', undefined, false, true]);
    expect(get?.call(5)).toBe(5);
  });

  it.each(names)('has a method %s, not enumerable, with the length and the name that Map defines', (name) => {
    for (const object of [constructor.prototype, make()]) {
      const { value, writable, enumerable, configurable } = found(object, name) as TypedPropertyDescriptor<() => unknown>;
      expect({ writable, enumerable, configurable }).toEqual({ writable: true, enumerable: false, configurable: true });
      expect([value?.name, value?.length]).toEqual([name, lengths[name]]);
      expect(() => { Reflect.construct(value!, []); }).toThrow(TypeError);
    }
  });

  it('has on its prototype what Map has there', () => {
    for (const name of [...names, 'size', 'constructor', Symbol.iterator, Symbol.toStringTag]) {
      expect(Object.hasOwn(constructor.prototype as object, name), String(name)).toBe(true);
    }
  });

  it('makes iterators that have no constructor of their own', () => {
    for (const name of ['entries', 'keys', 'values'] as const) {
      const { constructor: itsConstructor } = Object.getPrototypeOf(make()[name]()) as object;
      expect(itsConstructor).toBe((Object.getPrototypeOf(new Map().keys()) as object).constructor);
    }
  });

  it('iterates by entries: the same function', () => {
    const { prototype } = constructor;
    expect(prototype[Symbol.iterator]).toBe(prototype.entries);
    expect(Object.getOwnPropertyDescriptor(prototype, Symbol.iterator)).toMatchObject({ writable: true, enumerable: false, configurable: true });
  });

  it('has a size that is got only', () => {
    const { get, set, enumerable, configurable } = found(constructor.prototype, 'size');
    expect([get?.name, get?.length, set, enumerable, configurable]).toEqual(['get size', 0, undefined, false, true]);
    expect(() => { (make() as { size: number }).size = 1; }).toThrow(TypeError);
  });

  it('has a tag that is data, and its name', () => {
    const { name, prototype } = constructor;
    expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toEqual({ value: name, writable: false, enumerable: false, configurable: true });
    expect(Object.prototype.toString.call(make())).toBe(`[object ${name}]`);
  });

  it('has a prototype whose constructor is the constructor', () => {
    expect(Object.getOwnPropertyDescriptor(constructor.prototype, 'constructor')).toEqual({
      value: constructor, writable: true, enumerable: false, configurable: true,
    });
  });

  it('shows nothing to for…in and Object.keys of the prototype', () => {
    expect(Object.keys(constructor.prototype)).toEqual([]);
  });

  it.each([[{}], [[]], ['text'], [1], [null], [undefined]])('has methods that throw a TypeError when called on %s', (stranger) => {
    const { prototype } = constructor;
    for (const name of names) {
      for (const method of [prototype[name], make()[name]]) {
        expect(thrownBy(() => Reflect.apply(method, stranger, [() => 1, 1])), name).toBeInstanceOf(TypeError);
      }
    }
    expect(thrownBy(() => Reflect.apply(found(prototype, 'size').get!, stranger, []))).toBeInstanceOf(TypeError);
  });

  it('has a prototype that is no map itself', () => {
    expect(thrownBy(() => constructor.prototype.size)).toBeInstanceOf(TypeError);
    expect(thrownBy(() => constructor.prototype.get('a') as unknown)).toBeInstanceOf(TypeError);
  });
});
