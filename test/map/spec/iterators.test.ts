/** ECMA-262, 24.1.5 "Map Iterator Objects", and what iterators see while their map changes. */
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../support/workloads.js';
import { subjects } from './subjects.js';

const iteratorPrototype = Object.getPrototypeOf(Object.getPrototypeOf([][Symbol.iterator]())) as object;

describe.each(subjects)('the iterators of $name', ({ constructor, make }) => {
  const kinds = ['entries', 'keys', 'values'] as const;

  it('give entries, keys and values in the order of insertion', () => {
    const map = make([['b', 1], ['a', 2], ['c', 3]]);
    map.delete('b');
    map.set('a', 4).set('b', 5);
    expect([...map.keys()]).toEqual(['a', 'c', 'b']);
    expect([...map.values()]).toEqual([4, 3, 5]);
    expect([...map.entries()]).toEqual([['a', 4], ['c', 3], ['b', 5]]);
    expect([...map]).toEqual([...map.entries()]);
  });

  it('inherit from one prototype, and that from %IteratorPrototype%', () => {
    const map = make([['a', 1]]);
    const prototype = Object.getPrototypeOf(map.entries()) as object;
    for (const kind of kinds) expect(Object.getPrototypeOf(map[kind]())).toBe(prototype);
    expect(Object.getPrototypeOf(make().keys())).toBe(prototype);
    expect(Object.getPrototypeOf(prototype)).toBe(iteratorPrototype);
  });

  it('have a prototype with next and a tag, and little else', () => {
    const prototype = Object.getPrototypeOf(make().entries()) as object;
    expect(Object.getOwnPropertyDescriptor(prototype, 'next')).toMatchObject({ writable: true, enumerable: false, configurable: true });
    const { next } = prototype as Iterator<unknown>;
    expect([next.name, next.length]).toEqual(['next', 0]);
    expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toEqual({
      value: `${constructor.name} Iterator`, writable: false, enumerable: false, configurable: true,
    });
    expect(Reflect.ownKeys(prototype).filter((key) => key !== 'constructor')).toEqual(['next', Symbol.toStringTag]);
  });

  it.each(kinds)('of %s are their own iterables, have nothing of their own, and are made anew by each call', (kind) => {
    const map = make([['a', 1]]);
    const iterator = map[kind]();
    expect(iterator[Symbol.iterator]()).toBe(iterator);
    expect(Reflect.ownKeys(iterator)).toEqual([]);
    expect(map[kind]()).not.toBe(iterator);
    expect(Object.prototype.toString.call(iterator)).toBe(`[object ${constructor.name} Iterator]`);
  });

  it('have no return: an iteration that was left goes on where it was', () => {
    const iterator = make([['a', 1], ['b', 2], ['c', 3]]).keys();
    for (const key of iterator) if (key === 'a') break;
    expect([...iterator]).toEqual(['b', 'c']);
  });

  it('give results with value and done, each a new one', () => {
    const iterator = make([['a', 1], ['b', 2]]).entries();
    const [first, second, last] = [iterator.next(), iterator.next(), iterator.next()];
    expect([first, second, last]).toEqual([{ value: ['a', 1], done: false }, { value: ['b', 2], done: false }, { value: undefined, done: true }]);
    expect(Object.keys(first)).toEqual(['value', 'done']);
    expect(first).not.toBe(second);
    expect(Object.getPrototypeOf(first)).toBe(Object.prototype);
  });

  it('throw a TypeError where next is called on something else', () => {
    const { next } = make().entries();
    for (const stranger of [{}, undefined, 1, make(), [].values()]) {
      expect(thrownBy(() => Reflect.apply(next, stranger, []))).toBeInstanceOf(TypeError);
    }
  });

  it('see what is added before they end, and nothing once they have ended', () => {
    const map = make([['a', 1]]);
    const iterator = map.keys();
    expect(iterator.next().value).toBe('a');
    map.set('b', 2);
    expect(iterator.next().value).toBe('b');
    expect(iterator.next().done).toBe(true);
    map.set('c', 3);
    expect(iterator.next()).toEqual({ value: undefined, done: true });
  });

  it('see values as they are when their turn comes', () => {
    const map = make([['a', 1], ['b', 2]]);
    const iterator = map.values();
    map.set('a', 3);
    expect(iterator.next().value).toBe(3);
    map.set('b', 4);
    expect(iterator.next().value).toBe(4);
  });

  it('pass over what is deleted before its turn, and keep their place when what they visited is', () => {
    const map = make([['a', 1], ['b', 2], ['c', 3], ['d', 4]]);
    const iterator = map.keys();
    iterator.next();
    for (const key of ['a', 'b']) map.delete(key);
    expect(iterator.next().value).toBe('c');
    map.delete('c');
    expect([...iterator]).toEqual(['d']);
  });

  it('visit again what is deleted and added again', () => {
    const map = make([['a', 1], ['b', 2]]);
    const seen: unknown[] = [];
    for (const [key] of map) {
      seen.push(key);
      if (seen.length > 5) break;
      map.delete(key);
      map.set(key, 0);
    }
    expect(seen).toEqual(['a', 'b', 'a', 'b', 'a', 'b']);
  });

  it('go on with what comes after a clear', () => {
    const map = make([['a', 1], ['b', 2]]);
    const [begun, fresh] = [map.keys(), map.keys()];
    begun.next();
    map.clear();
    map.set('c', 3);
    expect([[...begun], [...fresh]]).toEqual([['c'], ['c']]);
  });

  it('keep their places while many entries come and go', () => {
    const map = make();
    const name = (i: number): string => `key ${i}`;
    for (let i = 0; i < 5000; i++) map.set(name(i), i);
    const iterator = map.values();
    for (let i = 0; i < 2500; i++) iterator.next();
    for (let i = 0; i < 5000; i++) if (i % 100 !== 0) map.delete(name(i));
    for (let i = 5000; i < 9000; i++) map.set(name(i), i);
    const rest = [...iterator];
    expect(rest).toEqual([...Array.from({ length: 25 }, (_, i) => 2500 + 100 * i), ...Array.from({ length: 4000 }, (_, i) => 5000 + i)]);
  });
});
