import type { LRUCache as Original, DisposeTask as OriginalTask, Perf as OriginalPerf } from 'lru-cache';
import { describe, expectTypeOf, it } from 'vitest';
import type { Cache } from '../../src/cache/cache.js';
import type { DisposeTask, LRUCache, Perf } from '../../src/cache/lru-cache.js';
import type * as Types from '../../src/cache/types.js';

interface Key { readonly id: number }
interface Value { readonly text: string }
interface Context { readonly user: string }

/**
 * An instance of theirs, and of ours as it would be if it said "lru-cache's" wherever it says "itself": both classes have private fields, so that neither is ever the
 * other, and a type that names one is never the same as one that names the other.
 */
type Theirs<FC> = Original<Key, Value, FC>;
type Ours<FC> = Cache<Key, Value, FC, Theirs<FC>>;

/** The names under which `A` and `B` have types of which one cannot be had for the other; absent fields told from undefined ones. */
type Differing<A, B> = { [Name in keyof B]-?: Name extends keyof A ? Same<Pick<A, Name>, Pick<B, Name>> extends true ? never : Name : Name }[keyof B];
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;

/** As `Differing`, where `A` has nothing besides either. */
type Different<A, B> = Differing<A, B> | Exclude<keyof A, keyof B>;

describe('the types of wasmap/lru-cache', () => {
  it("are lru-cache's in every option", () => {
    expectTypeOf<Different<Types.OptionsBase<Key, Value, Context, Theirs<Context>>, Original.OptionsBase<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.GetOptions<Key, Value, Theirs<Context>>, Original.GetOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.HasOptions<Key, Value, Theirs<Context>>, Original.HasOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.PeekOptions<Key, Value, Theirs<Context>>, Original.PeekOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.SetOptions<Key, Value, Theirs<Context>>, Original.SetOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    type Self = Theirs<Context>;
    expectTypeOf<Different<Types.FetchOptions<Key, Value, Context, Self>, Original.FetchOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.FetchOptionsWithContext<Key, Value, Context, Self>, Original.FetchOptionsWithContext<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.FetchOptions<Key, Value, void, Theirs<void>>, Original.FetchOptionsNoContext<Key, Value, void>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.FetcherFetchOptions<Key, Value, Self>, Original.FetcherFetchOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.FetcherOptions<Key, Value, Context, Self>, Original.FetcherOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.MemoOptions<Key, Value, Context, Self>, Original.MemoOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.MemoOptionsWithContext<Key, Value, Context, Self>, Original.MemoOptionsWithContext<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.MemoizerMemoOptions<Key, Value, Self>, Original.MemoizerMemoOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.MemoizerOptions<Key, Value, Context, Self>, Original.MemoizerOptions<Key, Value, Context>>>().toEqualTypeOf<never>();
  });

  it("are lru-cache's in every field of a status object, and of an entry", () => {
    expectTypeOf<Different<Types.Status<Key, Value, Theirs<Context>>, Original.Status<Key, Value, Context>>>().toEqualTypeOf<never>();
    expectTypeOf<Different<Types.Entry<Value>, Original.Entry<Value>>>().toEqualTypeOf<never>();
  });

  it("are lru-cache's in every method, getter and property, whatever the context; `set` returns the cache itself", () => {
    expectTypeOf<Differing<Ours<unknown>, Theirs<unknown>>>().toEqualTypeOf<'set'>();
    expectTypeOf<Differing<Ours<void>, Theirs<void>>>().toEqualTypeOf<'set'>();
    expectTypeOf<Differing<Ours<undefined>, Theirs<undefined>>>().toEqualTypeOf<'set'>();
    expectTypeOf<Differing<Ours<Context>, Theirs<Context>>>().toEqualTypeOf<'set'>();
    expectTypeOf<Parameters<Ours<Context>['set']>>().toEqualTypeOf<Parameters<Theirs<Context>['set']>>();
    expectTypeOf<ReturnType<LRUCache<Key, Value>['set']>>().toEqualTypeOf<LRUCache<Key, Value>>();
  });

  it('are generic as those, and name the class itself', () => {
    type Self = LRUCache<Key, Value, Context>;
    expectTypeOf<Self>().toExtend<Cache<Key, Value, Context, Self>>();
    expectTypeOf<LRUCache.Status<Key, Value, Context>['cache']>().toEqualTypeOf<Self | undefined>();
    expectTypeOf<Parameters<Self['get']>[1]>().toEqualTypeOf<LRUCache.GetOptions<Key, Value, Context> | undefined>();
    expectTypeOf<Parameters<Self['has']>[1]>().toEqualTypeOf<LRUCache.HasOptions<Key, Value, Context> | undefined>();
    expectTypeOf<Parameters<Self['peek']>[1]>().toEqualTypeOf<LRUCache.PeekOptions<Key, Value, Context> | undefined>();
    expectTypeOf<Parameters<Self['set']>[2]>().toEqualTypeOf<LRUCache.SetOptions<Key, Value, Context> | undefined>();
    expectTypeOf<Self['fetchMethod']>().toEqualTypeOf<LRUCache.Fetcher<Key, Value, Context> | undefined>();
    expectTypeOf<Self['memoMethod']>().toEqualTypeOf<LRUCache.Memoizer<Key, Value, Context> | undefined>();
    expectTypeOf<Self['dispose']>().toEqualTypeOf<LRUCache.Disposer<Key, Value> | undefined>();
    expectTypeOf<Self['onInsert']>().toEqualTypeOf<LRUCache.Inserter<Key, Value> | undefined>();
    expectTypeOf<Self['sizeCalculation']>().toEqualTypeOf<LRUCache.SizeCalculator<Key, Value> | undefined>();
    // Keys and values that may be null or undefined are ruled out by both.
    // @ts-expect-error -- undefined is no key
    expectTypeOf<LRUCache<undefined, Value>>().not.toBeNever();
    // @ts-expect-error -- null is no value
    expectTypeOf<LRUCache<Key, null>>().not.toBeNever();
  });

  it('take what theirs take to be made, and nothing else', () => {
    type Options = LRUCache.Options<Key, Value, unknown>;
    expectTypeOf<{ max: number }>().toExtend<Options>();
    expectTypeOf<{ maxSize: number }>().toExtend<Options>();
    expectTypeOf<{ ttl: number; ttlAutopurge: boolean }>().toExtend<Options>();
    expectTypeOf<{ ttl: number }>().not.toExtend<Options>();
    expectTypeOf<{ ttl: number }>().not.toExtend<Original.Options<Key, Value, unknown>>();
    type Without<T> = T extends unknown ? Omit<T, 'fetchMethod' | 'memoMethod'> : never;
    expectTypeOf<Same<Without<Options>, Without<Original.Options<Key, Value, unknown>>>>().toEqualTypeOf<true>();
    expectTypeOf<ConstructorParameters<typeof LRUCache<Key, Value, unknown>>>().toEqualTypeOf<[options: Options | LRUCache<Key, Value>]>();
  });

  it('have every name that the namespace of lru-cache has', () => {
    expectTypeOf<LRUCache.DisposeReason>().toEqualTypeOf<Original.DisposeReason>();
    expectTypeOf<LRUCache.InsertReason>().toEqualTypeOf<Original.InsertReason>();
    expectTypeOf<LRUCache.Disposer<Key, Value>>().toEqualTypeOf<Original.Disposer<Key, Value>>();
    expectTypeOf<LRUCache.Inserter<Key, Value>>().toEqualTypeOf<Original.Inserter<Key, Value>>();
    expectTypeOf<LRUCache.SizeCalculator<Key, Value>>().toEqualTypeOf<Original.SizeCalculator<Key, Value>>();
    expectTypeOf<[LRUCache.Size, LRUCache.Milliseconds, LRUCache.Count]>().toEqualTypeOf<[Original.Size, Original.Milliseconds, Original.Count]>();
    expectTypeOf<[Perf, DisposeTask<Key, Value>]>().toEqualTypeOf<[OriginalPerf, OriginalTask<Key, Value>]>();
    expectTypeOf<[
      LRUCache.FetcherOptions<Key, Value>, LRUCache.FetcherFetchOptions<Key, Value>, LRUCache.FetchOptions<Key, Value, Context>,
      LRUCache.FetchOptionsWithContext<Key, Value, Context>, LRUCache.FetchOptionsNoContext<Key, Value>, LRUCache.MemoOptions<Key, Value>,
      LRUCache.MemoOptionsWithContext<Key, Value, Context>, LRUCache.MemoOptionsNoContext<Key, Value>, LRUCache.MemoizerOptions<Key, Value>,
      LRUCache.MemoizerMemoOptions<Key, Value>, LRUCache.OptionsBase<Key, Value, Context>, LRUCache.OptionsMaxLimit<Key, Value, Context>,
      LRUCache.OptionsTTLLimit<Key, Value, Context>, LRUCache.OptionsSizeLimit<Key, Value, Context>,
    ]['length']>().toEqualTypeOf<14>();
  });
});
