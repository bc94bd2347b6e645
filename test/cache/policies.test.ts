import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { count } from '../../src/engine/header.js';
import { type EngineName, createEngine } from '../support/engines.js';
import { dump } from '../support/dump.js';
import { expectEqual, expectSame } from '../support/expect.js';
import { runs } from '../support/workloads.js';
import { Cache, type PolicyName, SEED, policies } from './kernels.js';
import { Lru } from './models/lru.js';
import type { Model } from './models/model.js';
import { S3Fifo } from './models/s3-fifo.js';
import { WTinyLfu } from './models/w-tinylfu.js';

const ENGINES: readonly EngineName[] = ['release', 'debug', 'js'];

function modelOf(policy: PolicyName, max: number, cache: Cache): Model {
  const hashOf = (key: number): number => cache.hashOf(key);
  if (policy === 'lru') return new Lru(max);
  return policy === 's3-fifo' ? new S3Fifo(max, hashOf) : new WTinyLfu(max, hashOf, SEED[0] ^ SEED[1]);
}

type Step = { readonly what: 'ask' | 'get' | 'put' | 'remove'; readonly key: number } | { readonly what: 'clear' };

const key = fc.oneof({ weight: 3, arbitrary: fc.nat(20) }, fc.nat(300), fc.integer({ min: 0, max: 0xffffffff }));
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 30, arbitrary: fc.record({ what: fc.constantFrom('ask', 'ask', 'ask', 'get', 'put', 'remove'), key }) },
  { weight: 1, arbitrary: fc.constant<Step>({ what: 'clear' }) },
);

/** One cache and its model. */
class Subject {
  readonly cache: Cache;
  #model: Model;
  readonly #values = new Map<number, number>();
  #writes = 0;

  constructor(engine: EngineName, readonly policy: PolicyName, readonly max: number) {
    this.cache = new Cache(createEngine(engine, 64 << 20), policy, max);
    this.#model = modelOf(policy, max, this.cache);
  }

  take(step: Step): void {
    if (step.what === 'clear') {
      this.cache.clear();
      this.#model = modelOf(this.policy, this.max, this.cache);
    } else if (step.what === 'remove') {
      expectSame(this.cache.remove(step.key), this.#model.has(step.key));
      this.#model.remove(step.key);
    } else this.#ask(step.what, step.key);
  }

  #ask(what: 'ask' | 'get' | 'put', key: number): void {
    const isThere = this.#model.has(key);
    if (what !== 'put') {
      expectSame(this.cache.get(key), isThere ? this.#values.get(key) : undefined, `get ${String(key)}`);
      if (isThere) this.#model.read(key);
    }
    if (what === 'get' || (what === 'ask' && isThere)) return;
    this.#values.set(key, ++this.#writes);
    expectSame(this.cache.put(key, this.#writes), true);
    if (!isThere) this.#model.add(key);
    else this.#model.read(key);
    expectSame(this.cache.has(key), true, 'what was just set is there');
  }

  check(keys: Iterable<number>): void {
    for (const key of keys) expectSame(this.cache.has(key), this.#model.has(key), String(key));
    expectSame(this.cache.field(count), this.#model.size);
  }
}

describe.each(policies)('%s', (policy) => {
  it.each(ENGINES)('does what its model does, whatever is asked of it, on the %s engine', (engine) => {
    fc.assert(fc.property(fc.oneof(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 200 })), fc.array(step, { maxLength: 600, size: 'max' }), (max, steps) => {
      const subject = new Subject(engine, policy, max);
      const keys = new Set(steps.flatMap((step) => ('key' in step ? [step.key] : [])));
      for (const step of steps) {
        subject.take(step);
        if (max < 20) subject.check(keys);
      }
      subject.check(keys);
    }), { numRuns: runs(60) });
  });

  it.each(ENGINES)('has the hits of its model on a long trace, on the %s engine', (engine) => {
    const max = 700;
    const subject = new Subject(engine, policy, max);
    let state = 7;
    const random = (): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return state / 2 ** 32;
    };
    for (let i = 0; i < 60_000; i++) {
      // Popular keys, and from time to time a loop over more than fits.
      const key = Math.floor(i / 10_000) % 2 === 0 ? Math.floor(Math.exp(random() * 9)) : 100_000 + (i % 900);
      subject.take({ what: i % 97 === 0 ? 'remove' : 'ask', key });
    }
    subject.check(Array.from({ length: 10_000 }, (_, i) => i));
  });

  it('leaves nothing behind', () => {
    for (const engine of ENGINES) {
      const host = createEngine(engine, 64 << 20);
      const quota = host.createQuota(2 ** 30);
      const used = (): number => Number(host.u64[(quota + 8) >>> 3]!);
      const cache = new Cache(host, policy, 3000, quota);
      const bytes = used();
      for (let i = 0; i < 10_000; i++) cache.put(i, i);
      expect(used()).toBe(cache.bytes);
      cache.clear();
      expect([used(), cache.field(96)]).toEqual([bytes, bytes]);
      for (let i = 0; i < 5000; i++) cache.put(i, i);
      cache.dispose();
      expect(used()).toBe(0);
    }
  });

  it('keeps the same bytes on both engines', () => {
    fc.assert(fc.property(fc.integer({ min: 1, max: 100 }), fc.array(step, { maxLength: 300, size: 'max' }), (max, steps) => {
      const [wasm, js] = [new Subject('debug', policy, max), new Subject('js', policy, max)];
      for (const step of steps) {
        wasm.take(step);
        js.take(step);
      }
      const bytesOf = ({ cache: { engine, cache } }: Subject): Buffer => Buffer.concat([dump(engine, cache), engine.u8.subarray(cache + 208, cache + 640)]);
      expectEqual([...bytesOf(js)], [...bytesOf(wasm)]);
    }), { numRuns: runs(20) });
  });
});
