/** ECMA-262, 24.1.1 "The Map Constructor" and 24.1.1.2 "AddEntriesFromIterable". */
import { describe, expect, it } from 'vitest';
import { thrownBy } from '../../support/workloads.js';
import { subjects } from './subjects.js';

/** An iterable of `values` that notes what is asked of it. */
function noted(values: readonly unknown[], log: string[]): object {
  let at = 0;
  return {
    [Symbol.iterator]() {
      log.push('iterator');
      return {
        get next() {
          log.push('get next');
          return () => {
            log.push('next');
            return at < values.length ? { value: values[at++], done: false } : { value: undefined, done: true };
          };
        },
        return() {
          log.push('return');
          return {};
        },
      };
    },
  };
}

const failure = new Error('on purpose');
const fail = (): never => { throw failure; };

describe.each(subjects)('the constructor of $name', ({ constructor, Base, make }) => {
  it('throws a TypeError if NewTarget is undefined', () => {
    expect(() => (constructor as unknown as () => unknown)()).toThrow(TypeError);
  });

  it.each([[undefined], [null]])('makes an empty map of %s', (nothing) => {
    expect(make(nothing).size).toBe(0);
    expect(make().size).toBe(0);
  });

  it.each([
    [1], [true], [1n], [Symbol('s')], [() => 1], [{ [Symbol.iterator]: undefined }], [{ [Symbol.iterator]: null }], [{ [Symbol.iterator]: 1 }],
  ])('throws a TypeError for %s, which is not iterable', (source) => expect(thrownBy(() => make(source))).toBeInstanceOf(TypeError));

  it('takes strings for the iterables they are: only the empty one has no entries that are no objects', () => {
    expect(make('').size).toBe(0);
    expect(thrownBy(() => make('ab'))).toBeInstanceOf(TypeError);
  });

  it('adds entries in order, the last of equal keys winning in the place of the first', () => {
    expect([...make([['b', 1], ['a', 2], ['b', 3]])]).toEqual([['b', 3], ['a', 2]]);
  });

  it('reads 0 and then 1 of each entry, whatever object it is, once', () => {
    const log: string[] = [];
    const entry = { get 1() { log.push('1'); return 'value'; }, get 0() { log.push('0'); return 'key'; } };
    const callable = Object.assign(() => 1, { 0: 'function', 1: 2 });
    expect([...make([entry, callable, { 0: 'lone' }])]).toEqual([['key', 'value'], ['function', 2], ['lone', undefined]]);
    expect(log).toEqual(['0', '1']);
  });

  it('asks for the iterator once, for next once, and does not close an iterator that ends', () => {
    const log: string[] = [];
    make(noted([['a', 1], ['b', 2]], log));
    expect(log).toEqual(['iterator', 'get next', 'next', 'next', 'next']);
  });

  it.each([['text'], [1], [undefined], [null], [true], [1n], [Symbol('s')]])('refuses the entry %s and closes the iterator', (entry) => {
    const log: string[] = [];
    expect(thrownBy(() => make(noted([['a', 1], entry, ['b', 2]], log)))).toBeInstanceOf(TypeError);
    expect(log.filter((call) => call !== 'get next')).toEqual(['iterator', 'next', 'next', 'return']);
  });

  it('passes on what an entry throws and closes the iterator', () => {
    for (const entry of [{ get 0() { return fail(); } }, { 0: 'a', get 1() { return fail(); } }]) {
      const log: string[] = [];
      expect(thrownBy(() => make(noted([entry], log)))).toBe(failure);
      expect(log.at(-1)).toBe('return');
    }
  });

  it('throws the first error where closing the iterator throws, too', () => {
    const iterator = { next: () => ({ value: { get 0() { return fail(); } }, done: false }), return() { throw new Error('second'); } };
    const source = { [Symbol.iterator]: () => iterator };
    // The compiled loops of SpiderMonkey (Firefox 140) throw the second error: what reads a source by such a loop cannot do better.
    const loop = (): void => { for (const entry of source as unknown as Iterable<unknown[]>) void entry[0]; };
    const thrown = Array.from({ length: 100 }, () => thrownBy(loop));
    if (thrown.every((error) => error === failure)) expect(thrownBy(() => make(source))).toBe(failure);
    else expect(thrown).toContainEqual(thrownBy(() => make(source)));
  });

  it('passes on what the iterator throws and does not close it', () => {
    let closed = false;
    const close = (): object => {
      closed = true;
      return {};
    };
    const sources: object[] = [
      { [Symbol.iterator]: fail },
      { get [Symbol.iterator]() { return fail(); } },
      { [Symbol.iterator]: () => ({ next: fail, return: close }) },
      { [Symbol.iterator]: () => ({ get next() { return fail(); }, return: close }) },
      { [Symbol.iterator]: () => ({ next: () => ({ get done() { return fail(); } }), return: close }) },
      { [Symbol.iterator]: () => ({ next: () => ({ get value() { return fail(); } }), return: close }) },
    ];
    for (const source of sources) expect(thrownBy(() => make(source))).toBe(failure);
    expect(closed).toBe(false);
  });

  it.each([
    ['lacks next', {}], ['has no function for next', { next: 1 }], ['gives results that are no objects', { next: () => 1 }],
  ])('throws a TypeError where the iterator %s', (_name, iterator) => {
    expect(thrownBy(() => make({ [Symbol.iterator]: () => iterator }))).toBeInstanceOf(TypeError);
  });

  it.each([[1], [undefined], ['text']])('throws a TypeError where the iterator is %s', (iterator) => {
    expect(thrownBy(() => make({ [Symbol.iterator]: () => iterator }))).toBeInstanceOf(TypeError);
  });

  it('calls an array’s own iterator', () => {
    const entries = Object.assign([['a', 1]], { *[Symbol.iterator]() { yield ['b', 2]; } });
    expect([...make(entries)]).toEqual([['b', 2]]);
  });

  it('adds entries by the set of a subclass, got once and before the iterator', () => {
    const log: string[] = [];
    class Noting extends Base {}
    Object.defineProperty(Noting.prototype, 'set', {
      get(this: Map<unknown, unknown>) {
        log.push('get set');
        return (key: unknown, value: unknown) => {
          log.push(`set ${String(key)}`);
          return constructor.prototype.set.call(this, key, value) as unknown;
        };
      },
    });
    const map = new Noting(noted([['a', 1], ['b', 2]], log));
    expect(log).toEqual(['get set', 'iterator', 'get next', 'next', 'set a', 'next', 'set b', 'next']);
    expect([...map]).toEqual([['a', 1], ['b', 2]]);
    log.length = 0;
    expect([new Noting().size, new Noting(null).size, log]).toEqual([0, 0, []]);
  });

  it('throws a TypeError where set is not callable, unless there are no entries, and leaves the iterator alone', () => {
    const log: string[] = [];
    class Setless extends Base {}
    Object.defineProperty(Setless.prototype, 'set', { value: 1 });
    expect(thrownBy(() => new Setless(noted([], log)))).toBeInstanceOf(TypeError);
    expect([log, new Setless().size]).toEqual([[], 0]);
  });

  it('passes on what set throws and closes the iterator', () => {
    const log: string[] = [];
    class Failing extends Base {
      override set(): this { return fail(); }
    }
    expect(thrownBy(() => new Failing(noted([['a', 1], ['b', 2]], log)))).toBe(failure);
    expect(log.at(-1)).toBe('return');
  });

  it('takes the prototype from NewTarget', () => {
    class Own extends Base {}
    const map = new Own([['a', 1]]);
    expect(Object.getPrototypeOf(map)).toBe(Own.prototype);
    expect([map instanceof constructor, map.size]).toEqual([true, 1]);
    expect(make().constructor).toBe(constructor);
  });
});
