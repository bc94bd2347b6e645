/** The caches that are in the files of `fixtures/`. */
import { type AnyCache, type SubjectKey, type SubjectValue, Clock, policies, subject } from './subjects.js';

/** When they were written, by the clock on the wall. */
export const WRITTEN_AT = Date.UTC(2026, 0, 1);

type Kinds = readonly [policy: (typeof policies)[number], key: SubjectKey, value: SubjectValue];

export const fixtures: readonly (readonly [name: string, ...Kinds])[] = policies.flatMap((policy) => ([['u32', 'f64'], ['string', 'string'], ['any', 'any']] as const)
  .map(([key, value]) => [`0.1-${policy}-${key}-${value}`, policy, key, value] as const));

/** By a clock that stands still at 1000, with sizes where keys are text. */
export function fixtureOf(policy: (typeof policies)[number], key: SubjectKey, value: SubjectValue): AnyCache {
  const sizes = key === 'string' ? { maxSize: 400, sizeCalculation: (each: unknown) => String(each).length } : {};
  return subject(key, value, { policy, max: 40, ttl: 60_000, seed: 5n, engine: 'js', clock: new Clock(1000).now, ...sizes });
}
