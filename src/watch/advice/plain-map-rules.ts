/** Advice to take a plain `Map`, where it is the faster one: the README says where that is. */
import type { Advice } from './advice.js';
import type { Facts } from './facts.js';
import { bytesKeys, numberKeys, textKeys } from './kind-rules.js';
import { LEAST_OPERATIONS, operationsOf } from './use-rules.js';

/** At 1 000 entries single operations are level with `Map`; "it does not pay for a few hundred entries". */
const FEW_HUNDRED = 500;
/** Measured at 1 000: `Map` reads the same strings three to five times as fast. At 64 000 it still is the faster one, for these only. */
const SMALL = 2000;

/** Whether nothing was asked of it that a `Map` does not have: the batch that its constructor may have made is no sign of that. */
function isUsedAsMap(facts: Facts): boolean {
  const { isSpecial, putAlls, snapshots, debug, size } = facts;
  return size > 0 && !isSpecial && !debug && putAlls <= 1 && snapshots === 0 && operationsOf(facts) >= LEAST_OPERATIONS;
}

const otherwise = 'if it is not for batches, snapshots, versions or metrics';

/** A `Map` compares bytes by identity, so those are not for it. */
export function fewEntries(facts: Facts): Advice | undefined {
  const { size, key, value } = facts;
  if (!isUsedAsMap(facts) || size >= FEW_HUNDRED || key === 'bytes') return undefined;
  return {
    code: 'few-entries', about: 'plain-map', evidence: { size, operations: operationsOf(facts) },
    message: `It has ${size} ${size === 1 ? 'entry' : 'entries'}, and is used for single reads and writes: a plain ${value === 'none' ? 'Set' : 'Map'} is the faster one up to some hundred entries, ${otherwise}.`,
  };
}

export function reusedStrings(facts: Facts): Advice | undefined {
  const { size, key, hits } = facts;
  if (!isUsedAsMap(facts) || key !== 'string' || size < FEW_HUNDRED || size > SMALL || hits < LEAST_OPERATIONS) return undefined;
  return {
    code: 'reused-strings', about: 'plain-map', evidence: { size, hits },
    message: `It has ${size} keys of text. Where they are read by the same strings again and again, a plain Map, which finds the hash in the string, is three to five times as `
      + `fast, ${otherwise}.`,
  };
}

export function onlyAMap(facts: Facts): Advice | undefined {
  const { size, key, value } = facts;
  if (!isUsedAsMap(facts) || key !== 'any' || size < FEW_HUNDRED) return undefined;
  if ([numberKeys, textKeys, bytesKeys].some((rule) => rule(facts) !== undefined)) return undefined;
  return {
    code: 'only-a-map', about: 'plain-map', evidence: { size, operations: operationsOf(facts), sampled: facts.keys.count, fits: facts.keys.kind },
    message: `Its keys are of kind any, which are in a native Map, and nothing else is asked of it: a plain ${value === 'none' ? 'Set' : 'Map'} is up to a third faster, ${otherwise}.`,
  };
}
