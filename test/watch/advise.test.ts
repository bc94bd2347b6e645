import { describe, expect, it } from 'vitest';
import type { KeyKind, ValueKind, WasmMapOptions } from '../../src/index.js';
import { Heap, WasmMap, WasmSet, WasmapTypeError } from '../../src/index.js';
import type { AdviceCode } from '../../src/watch/index.js';
import { advise } from '../../src/watch/index.js';
import { fitOf } from '../../src/watch/advice/fit.js';
import { colliding } from '../support/hostile.js';
import { linearTableOf } from '../support/tables.js';
import { type AnyMap, type Key, anyMap, collidingKeys, engineKinds } from '../support/workloads.js';

const codes = (map: object): AdviceCode[] => advise(map).map(({ code }) => code);

/** A map with `size` entries, made in one batch. */
function filled(options: WasmMapOptions, size: number, key: (i: number) => unknown = (i) => i, value: (i: number) => unknown = (i) => i): AnyMap {
  const map = anyMap(options);
  map.putAll(Array.from({ length: size }, (_, i) => [key(i) as Key, value(i)]));
  return map;
}

/** Reads `key` so often that a map has been in use. */
function used(map: AnyMap, key: unknown = 1, times = 1000): AnyMap {
  for (let i = 0; i < times; i++) map.get(key as Key);
  return map;
}

const text = (i: number): string => `key ${i}`;

interface Case {
  /** A map that the advice is for. */
  readonly of: () => object;
  /** Maps that it is not for, each for another reason. */
  readonly notOf: Readonly<Record<string, () => object>>;
  readonly options?: object;
}

/** Of each advice; 'javascript-engine' apart. */
const cases: Readonly<Record<Exclude<AdviceCode, 'javascript-engine'>, Case>> = {
  'number-keys': {
    of: () => filled({}, 2000),
    options: { key: 'u32' },
    notOf: {
      'few entries': () => filled({}, 900),
      'other keys, too': () => filled({}, 2000, (i) => (i === 999 ? 'text' : i)),
      'a kind already': () => filled({ key: 'u32' }, 2000),
    },
  },
  'text-keys': {
    of: () => filled({}, 64_000, text),
    options: { key: 'string' },
    notOf: { 'few entries': () => filled({}, 5000, text), 'numbers': () => filled({}, 64_000), 'a kind already': () => filled({ key: 'string' }, 64_000, text) },
  },
  'bytes-keys': {
    of: () => filled({}, 3, (i) => Uint8Array.of(i)),
    options: { key: 'bytes' },
    notOf: { 'other arrays': () => filled({}, 3, (i) => Uint16Array.of(i)), 'a kind already': () => filled({ key: 'bytes' }, 3, (i) => Uint8Array.of(i)) },
  },
  'narrow-keys': {
    of: () => filled({ key: 'i64', value: 'u32' }, 2000, (i) => BigInt(i) - 9n),
    options: { key: 'i32' },
    notOf: {
      'few entries': () => filled({ key: 'f64', value: 'u32' }, 900),
      'fractions': () => filled({ key: 'f64', value: 'u32' }, 2000, (i) => i / 2),
      'large bigints': () => filled({ key: 'u64', value: 'u32' }, 2000, (i) => BigInt(i) + 2n ** 53n),
      'four bytes already': () => filled({ key: 'u32', value: 'u32' }, 2000),
    },
  },
  'number-values': {
    of: () => filled({ key: 'u32' }, 2000, undefined, (i) => i / 2),
    options: { value: 'f64' },
    notOf: {
      'other values, too': () => filled({ key: 'u32' }, 2000, undefined, (i) => (i % 10 === 0 ? null : i)),
      'few entries': () => filled({ key: 'u32' }, 900),
      'keys in a native Map': () => filled({}, 2000, text),
      'a kind already': () => filled({ key: 'u32', value: 'f64' }, 2000),
    },
  },
  'blob-values': {
    of: () => filled({ key: 'u32' }, 100_000, undefined, text),
    options: { value: 'string' },
    notOf: { 'few entries': () => filled({ key: 'u32' }, 50_000, undefined, text), 'a kind already': () => filled({ key: 'u32', value: 'string' }, 100_000, undefined, text) },
  },
  'capacity': {
    of: () => {
      const map = anyMap({ key: 'u32', value: 'u32' });
      for (let i = 0; i < 30_000; i++) map.set(i, i);
      return map;
    },
    options: { capacity: 30_000 },
    notOf: {
      'room from the beginning': () => {
        const map = anyMap({ key: 'u32', value: 'u32', capacity: 40_000 });
        for (let i = 0; i < 30_000; i++) map.set(i, i);
        return map;
      },
      'a batch, which makes room': () => filled({ key: 'u32', value: 'u32' }, 30_000),
      'entries that come and go': () => {
        const map = anyMap({ key: 'u32', value: 'u32' });
        for (let round = 0; round < 3; round++) {
          for (let i = 0; i < 30_000; i++) map.set(i, i);
          for (let i = 0; i < 29_990; i++) map.delete(i);
        }
        return map;
      },
    },
  },
  'shrink': {
    of: () => used(filled({ key: 'u32', value: 'u32', capacity: 50_000 }, 5000)),
    options: { capacity: 5000 },
    notOf: {
      'nothing written yet': () => used(anyMap({ key: 'u32', value: 'u32', capacity: 50_000 })),
      'no use yet': () => filled({ key: 'u32', value: 'u32', capacity: 50_000 }, 5000),
      'not much room': () => used(filled({ key: 'u32', value: 'u32', capacity: 5000 }, 500)),
      'shrunk': () => {
        const map = used(filled({ key: 'u32', value: 'u32', capacity: 50_000 }, 5000));
        map.shrink();
        return map;
      },
    },
  },
  'open-snapshots': {
    of: () => {
      const map = filled({ key: 'u32', value: 'u32' }, 10);
      snapshots.push(map.snapshot(), map.snapshot(), map.snapshot());
      return map;
    },
    notOf: {
      'two, for a difference': () => {
        const map = filled({ key: 'u32', value: 'u32' }, 10);
        snapshots.push(map.snapshot(), map.snapshot());
        map.snapshot().dispose();
        return map;
      },
    },
  },
  'colliding-keys': {
    of: () => {
      const keys = collidingKeys('u32', 3000, 7n);
      return filled({ key: 'u32', value: 'u32', seed: 7n }, 3000, (i) => keys[i]);
    },
    notOf: { 'another seed': () => {
      const keys = collidingKeys('u32', 3000, 7n);
      return filled({ key: 'u32', value: 'u32', seed: 8n }, 3000, (i) => keys[i]);
    } },
  },
  'siphash': {
    of: () => {
      const seed = 0x0123456789abcdefn;
      const { engine, map } = linearTableOf(new WasmMap({ key: 'string', value: 'u32', seed }).set('', 0));
      const { short } = colliding(engine, map);
      return filled({ key: 'string', value: 'u32', seed }, 4000, (i) => Buffer.from(short(i)).toString('latin1'));
    },
    options: { hash: 'siphash13' },
    notOf: { 'keys as they come': () => filled({ key: 'string', value: 'u32' }, 4000, text), 'SipHash from the beginning': () => filled({ key: 'string', hash: 'siphash13' }, 1000, text) },
  },
  'debug': {
    of: () => filled({ key: 'u32', value: 'u32', debug: true }, 10),
    notOf: { 'no debug': () => filled({ key: 'u32', value: 'u32' }, 10) },
  },
  'single-writes': {
    of: () => {
      const map = anyMap({ key: 'u32', value: 'u32' });
      for (let i = 0; i < 10_000; i++) map.set(i % 5000, i);
      return map;
    },
    notOf: {
      'few': () => {
        const map = anyMap({ key: 'u32', value: 'u32' });
        for (let i = 0; i < 9000; i++) map.set(i, i);
        return map;
      },
      'batches': () => {
        const map = anyMap({ key: 'u32', value: 'u32' });
        for (let i = 0; i < 20_000; i++) {
          map.set(i, i);
          if (i % 50 === 0) map.putAll([[i, i]]);
        }
        return map;
      },
      'a native Map': () => {
        const map = anyMap({});
        for (let i = 0; i < 10_000; i++) map.set(text(i), i);
        return map;
      },
    },
  },
  'mostly-misses': {
    of: () => used(used(filled({ key: 'u32', value: 'u32' }, 10), 1, 1000), 99, 2301),
    notOf: {
      '2.3 misses a hit': () => used(used(filled({ key: 'u32', value: 'u32' }, 10), 1, 1000), 99, 2300),
      'few reads': () => used(filled({ key: 'u32', value: 'u32' }, 10), 99, 999),
    },
  },
  'few-entries': {
    of: () => used(filled({ key: 'u32', value: 'u32' }, 300)),
    notOf: {
      'no use yet': () => used(filled({ key: 'u32', value: 'u32' }, 300), 1, 10),
      'enough entries': () => used(filled({ key: 'u32', value: 'u32' }, 600)),
      'no entries': () => used(anyMap({ key: 'u32', value: 'u32' })),
      'batches': () => {
        const map = used(filled({ key: 'u32', value: 'u32' }, 300));
        map.putAll([[1, 1]]);
        return map;
      },
      'a heap': () => used(filled({ key: 'u32', value: 'u32', heap: new Heap({ maximumBytes: 2 ** 20 }) }, 300)),
      'a validator': () => used(filled({ key: 'u32', value: 'u32', validate: { key: () => true } }, 300)),
      'bytes by their content': () => used(filled({ key: 'bytes', value: 'u32' }, 200, (i) => Uint8Array.of(i)), Uint8Array.of(1)),
    },
  },
  'reused-strings': {
    of: () => used(filled({ key: 'string', value: 'u32' }, 1000, text), text(1)),
    notOf: {
      'many': () => used(filled({ key: 'string', value: 'u32' }, 3000, text), text(1)),
      'no reads': () => used(filled({ key: 'string', value: 'u32' }, 1000, text), 'absent'),
      'numbers': () => used(filled({ key: 'u32', value: 'u32' }, 1000)),
    },
  },
  'only-a-map': {
    of: () => used(filled({}, 600, (i) => ({ i })), {}),
    notOf: {
      'keys that a kind is for': () => used(filled({}, 2000)),
      'a kind': () => used(filled({ key: 'f64' }, 600)),
      'snapshots': () => {
        const map = used(filled({}, 600, (i) => ({ i })), {});
        snapshots.push(map.snapshot());
        return map;
      },
    },
  },
  'too-few-observations': {
    of: () => new WasmMap({ key: 'u32' }),
    notOf: {
      'use, and nothing to be said': () => used(filled({ key: 'u32', value: 'u32' }, 600)),
      'something to be said': () => filled({}, 2000),
    },
  },
};

/** So that they stay open. */
const snapshots: object[] = [];

describe.each(Object.entries(cases))('the advice %s', (code, { of, notOf, options }) => {
  it('is given', () => {
    const map = of();
    const advice = advise(map).find((each) => each.code === code);
    expect(advice).toMatchObject({ code, message: expect.stringMatching(/^[A-Z0-9].*\.$/) as string, evidence: expect.anything() as object });
    expect(advice?.options).toEqual(options);
    expect(JSON.parse(JSON.stringify(advice))).toEqual(advice);
    for (const figure of Object.values(advice!.evidence)) if (typeof figure === 'number') expect(Number.isFinite(figure)).toBe(true);
  });

  it.each(Object.entries(notOf))('is not given of a map with %s', (_, make) => {
    expect(codes(make())).not.toContain(code);
  });
});

describe('the advice javascript-engine', () => {
  const make = (options: WasmMapOptions): AnyMap => filled({ value: 'u32', ...options }, 10);

  it('is given of a map on the JavaScript engine, where the other one runs', () => {
    expect(advise(make({ key: 'u32', engine: 'js' }))).toMatchObject([{ code: 'javascript-engine', about: 'engine', options: { engine: 'auto' } }]);
    expect(codes(make({ key: 'u32', engine: 'wasm' }))).not.toContain('javascript-engine');
    expect(codes(make({ engine: 'js' }))).not.toContain('javascript-engine');
  });

  it.each(['absent', 'refusing'])('is not given where WebAssembly is %s', (how) => {
    const map = make({ key: 'u32', engine: 'js' });
    const { validate } = WebAssembly;
    const whole = WebAssembly;
    try {
      if (how === 'absent') Reflect.deleteProperty(globalThis, 'WebAssembly');
      else WebAssembly.validate = () => { throw new Error('refused'); };
      expect(codes(map)).not.toContain('javascript-engine');
    } finally {
      globalThis.WebAssembly = whole;
      WebAssembly.validate = validate;
    }
  });
});

describe.each(engineKinds)('advise on the %s engine', (engine) => {
  const keys: (KeyKind | undefined)[] = [undefined, 'u32', 'i32', 'f64', 'u64', 'i64', 'string', 'bytes'];
  const values: (ValueKind | undefined)[] = [undefined, 'u32', 'f32', 'u64', 'string', 'bytes'];
  const keyOf = (kind: KeyKind | undefined) => (i: number): unknown =>
    (kind === 'u64' || kind === 'i64' ? BigInt(i) : kind === 'string' ? text(i) : kind === 'bytes' ? Uint8Array.of(i, i >> 8) : i);

  it('counts nothing, and changes nothing, whatever the kinds', () => {
    for (const key of keys) {
      for (const value of values) {
        const map = filled({ engine, ...(key && { key }), ...(value && { value }) }, 1100, keyOf(key), keyOf(value === 'f32' ? 'u32' : value));
        const before = [map.stats(), map.version, map.memoryUsage()];
        expect(Array.isArray(advise(map))).toBe(true);
        expect([map.stats(), map.version, map.memoryUsage()]).toEqual(before);
      }
    }
    const set = new WasmSet<number>(undefined, { key: 'f64', engine });
    set.addAll(Float64Array.from({ length: 1500 }, (_, i) => i));
    expect(codes(set)).toContain('narrow-keys');
    expect([set.stats().hits, set.stats().misses]).toEqual([0, 0]);
  });

  it('runs nobody\'s code, and throws of no map', () => {
    const refuse = (): never => {
      throw new Error('not to be called');
    };
    const coded = new WasmMap<object, unknown>({ codec: { encode: () => 4, decode: refuse }, engine });
    coded.set({}, 1);
    const revoked = Proxy.revocable({}, {});
    revoked.revoke();
    const strange = filled({ engine }, 600, (i) => (i === 0 ? revoked.proxy : i === 1 ? Symbol('key') : { valueOf: refuse, toString: refuse }));
    class Stock extends WasmMap<number, number> {
      override get size(): number {
        return refuse();
      }

      override stats(): never {
        return refuse();
      }
    }
    const disposed = new WasmMap({ key: 'u32', engine });
    disposed.dispose();
    const all = [coded, strange, new Stock({ key: 'u32', engine }), new WasmMap({ engine }), new WasmSet({ engine }), new Proxy(filled({ engine }, 5), {})];
    for (const map of all) expect(Array.isArray(advise(map))).toBe(true);
    expect(advise(disposed)).toEqual([]);
    const map = filled({ key: 'u32', engine }, 3);
    for (const none of [new Map(), {}, null, undefined, 1, map.snapshot()]) expect(() => advise(none as object)).toThrow(WasmapTypeError);
  });
});

describe('what values fit', () => {
  it('is the narrowest kind that takes all of them as they are', () => {
    const kinds = (...values: unknown[]): unknown[] => {
      const { kind, word } = fitOf(values);
      return [kind, word];
    };
    expect(kinds()).toEqual(['other', undefined]);
    expect(kinds(0, 2 ** 32 - 1)).toEqual(['u32', 'u32']);
    expect(kinds(0, -1)).toEqual(['i32', 'i32']);
    expect(kinds(-1, 2 ** 31)).toEqual(['f64', undefined]);
    expect(kinds(1, -0)).toEqual(['f64', undefined]);
    expect(kinds(1, NaN)).toEqual(['f64', undefined]);
    expect(kinds(1n, 2n ** 64n - 1n)).toEqual(['u64', undefined]);
    expect(kinds(1n, -1n)).toEqual(['i64', 'i32']);
    expect(kinds(-1n, 2n ** 63n)).toEqual(['other', undefined]);
    expect(kinds('', 'text')).toEqual(['string', undefined]);
    expect(kinds(new Uint8Array(2))).toEqual(['bytes', undefined]);
    expect(kinds(1, 1n)).toEqual(['other', 'u32']);
    expect(kinds(1, undefined)).toEqual(['other', undefined]);
  });
});
