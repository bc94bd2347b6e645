import type { OperationName } from '../matrix/dimensions.js';
import * as bulk from './bulk.js';
import type { Operation } from './operation.js';
import * as read from './read.js';
import * as text from './text.js';
import * as write from './write.js';

export const operations: Readonly<Record<OperationName, Operation>> = {
  'set-growing': write.setGrowing,
  'set-presized': write.setPresized,
  'set-present': write.setPresent,
  putAll: bulk.putAll,
  'get-hit': read.getHit,
  'get-miss': read.getMiss,
  'getOr-hit': read.getOrHit,
  dependent: read.dependent,
  'dependent-getOr': read.dependentGetOr,
  getAll: bulk.getAll,
  'getAll-miss': bulk.getAllMiss,
  hasAll: bulk.hasAll,
  'hasAll-miss': bulk.hasAllMiss,
  has: read.has,
  delete: write.remove,
  churn: write.churn,
  iterate: read.iterate,
  counting: bulk.counting,
  mix: bulk.mix,
  cutting: text.cutting,
  'set-growing-fresh': text.setGrowingFresh,
  'putAll-fresh': text.putAllFresh,
  'get-hit-fresh': text.getHitFresh,
  'get-miss-fresh': text.getMissFresh,
  'getAll-fresh': text.getAllFresh,
  'putAll-packed': text.putAllPacked,
  'putAll-packed-presized': text.putAllPackedPresized,
  'getAll-packed': text.getAllPacked,
};
