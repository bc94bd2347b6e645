/** ECMA-262, 24.2 "Set Objects", held against Set itself, which proves the tests, and against sets that claim to be like it. */
import { describe, expect, it } from 'vitest';
import { WasmSet } from '../../src/index.js';
import type { WasmSetOptions } from '../../src/index.js';
import { engineKinds, thrownBy } from '../support/workloads.js';

type SetOf = Set<unknown>;

interface Subject {
  readonly name: string;
  readonly constructor: SetConstructor;
  /** A class that passes the subject's options on. */
  readonly Base: new (values?: unknown) => SetOf;
}

function wasm(name: string, options?: WasmSetOptions): Subject {
  const Constructor = WasmSet as unknown as new (values?: unknown, options?: WasmSetOptions) => SetOf;
  return {
    name,
    constructor: WasmSet,
    Base: class extends Constructor {
      constructor(values?: unknown) {
        super(values, options);
      }
    },
  };
}

const anySubjects: readonly Subject[] = [
  { name: 'Set', constructor: Set, Base: Set as unknown as Subject['Base'] }, wasm('WasmSet without options'),
  ...engineKinds.map((engine) => wasm(`WasmSet on the ${engine} engine`, { engine })),
];
const subjects: readonly Subject[] = [
  ...anySubjects, ...engineKinds.map((engine) => wasm(`WasmSet of strings on the ${engine} engine`, { key: 'string', engine })),
];

const failure = new Error('on purpose');

describe.each(anySubjects)('values of any type in $name', ({ Base, constructor }) => {
  it('are told apart by SameValueZero', () => {
    const values = [undefined, null, NaN, 0, '', '0', 0n, false, Symbol('s'), Symbol('s'), {}, {}, () => 1];
    for (const set of [new Base([...values, -0, Number('x'), ...values]), values.reduce<SetOf>((set, value) => set.add(value), new Base())]) {
      expect(set.size).toBe(values.length);
      [...set].forEach((value, i) => expect(Object.is(value, values[i])).toBe(true));
      expect(values.every((value) => set.has(value) && set.delete(value) && !set.has(value))).toBe(true);
      expect([...set.add(-0)].every((value) => Object.is(value, 0))).toBe(true);
    }
  });

  it('come from any iterable: strings, typed arrays, callable ones', () => {
    const callable = Object.assign(() => 1, { *[Symbol.iterator]() { yield 5; } });
    const make = (values: unknown): unknown[] => [...new (constructor as unknown as Subject['Base'])(values)];
    expect([make('hello'), make(Uint8Array.of(3, 1, 3)), make(callable)]).toEqual([['h', 'e', 'l', 'o'], [3, 1], [5]]);
  });
});

describe.each(subjects)('$name', ({ constructor, Base }) => {
  it('has what Set has, where it has it, not enumerable, with its lengths and names', () => {
    const lengths = { add: 1, clear: 0, delete: 1, entries: 0, forEach: 1, has: 1, values: 0 } as const;
    const { prototype } = constructor;
    for (const [name, length] of Object.entries(lengths)) {
      const method = prototype[name as keyof typeof lengths];
      expect([method.name, method.length]).toEqual([name, length]);
      for (const stranger of [{}, undefined, 1, new Map()]) expect(thrownBy(() => Reflect.apply(method, stranger, [() => 1]))).toBeInstanceOf(TypeError);
    }
    expect([prototype.keys, prototype[Symbol.iterator]]).toEqual([prototype.values, prototype.values]);
    expect([Object.keys(prototype), constructor.length, constructor[Symbol.species]]).toEqual([[], 0, constructor]);
    expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toEqual({
      value: constructor.name, writable: false, enumerable: false, configurable: true,
    });
    expect(() => (constructor as unknown as () => unknown)()).toThrow(TypeError);
  });

  it('is empty of nothing, and throws a TypeError for what is not iterable', () => {
    expect([new Base().size, new Base(null).size, new Base(undefined).size, new Base('').size]).toEqual([0, 0, 0, 0]);
    for (const source of [1, true, 1n, Symbol('s'), () => 1, { [Symbol.iterator]: undefined }, { [Symbol.iterator]: () => 1 }, { [Symbol.iterator]: () => ({}) }]) {
      expect(thrownBy(() => new Base(source))).toBeInstanceOf(TypeError);
    }
  });

  it('adds values by the add of a subclass, and closes the iterator where that throws', () => {
    let closed = 0;
    const source = { [Symbol.iterator]: () => ({ next: () => ({ value: 'a', done: false }), return: () => ({ closed: ++closed }) }) };
    class Failing extends Base {
      override add(): this { throw failure; }
    }
    expect(thrownBy(() => new Failing(source))).toBe(failure);
    expect([closed, new Failing().size]).toEqual([1, 0]);
    class Doubling extends Base {
      override add(value: unknown): this { return super.add(`${String(value)}!`); }
    }
    expect([...new Doubling(['a', 'b'])]).toEqual(['a!', 'b!']);
    class Addless extends Base {}
    Object.defineProperty(Addless.prototype, 'add', { value: 1 });
    expect(thrownBy(() => new Addless([]))).toBeInstanceOf(TypeError);
  });

  it('passes on what the iterator throws and does not close it', () => {
    let closed = false;
    const source = { [Symbol.iterator]: () => ({ next: () => { throw failure; }, return: () => { closed = true; return {}; } }) };
    expect(thrownBy(() => new Base(source))).toBe(failure);
    expect(closed).toBe(false);
  });

  it('adds, deletes and clears as Set does', () => {
    const set = new Base(['b', 'a', 'b']);
    expect([set.add('c'), set.delete('a'), set.delete('a'), set.has('a'), set.has('b'), set.size]).toEqual([set, true, false, false, true, 2]);
    expect([...set.add('a').add('b')]).toEqual(['b', 'c', 'a']);
    expect([set.clear(), set.size, [...set]]).toEqual([undefined, 0, []]);
  });

  it('visits values in the order of insertion, those added meanwhile, too', () => {
    const set = new Base(['a', 'b', 'c']);
    const seen: unknown[] = [];
    set.forEach(function (this: unknown, value, key, same) {
      seen.push(value);
      expect([this, key, same === set]).toEqual([failure, value, true]);
      if (seen.length > 1) return;
      set.delete('b');
      set.delete('a');
      set.add('a').add('d');
    }, failure);
    expect(seen).toEqual(['a', 'c', 'a', 'd']);
    expect(thrownBy(() => set.forEach(1 as never))).toBeInstanceOf(TypeError);
  });

  it('has iterators of one prototype, over pairs or values, that stay at their end', () => {
    const set = new Base(['a', 'b']);
    expect([[...set.entries()], [...set.keys()], [...set.values()]]).toEqual([[['a', 'a'], ['b', 'b']], ['a', 'b'], ['a', 'b']]);
    const prototype = Object.getPrototypeOf(set.values()) as object;
    expect(Object.getPrototypeOf(set.entries())).toBe(prototype);
    expect(Object.getOwnPropertyDescriptor(prototype, Symbol.toStringTag)).toMatchObject({ value: `${constructor.name} Iterator`, writable: false });
    const iterator = set.values();
    set.delete('a');
    set.add('c');
    expect([...iterator]).toEqual(['b', 'c']);
    set.add('d');
    expect(iterator.next()).toEqual({ value: undefined, done: true });
    const begun = set.values();
    begun.next();
    set.clear();
    set.add('e');
    expect([...begun]).toEqual(['e']);
  });
});
