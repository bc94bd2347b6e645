/**
 * The tests that every runtime must pass: those of what users call, as `npm test` has them, but for those that find out what memory a call takes,
 * and what becomes of it where there is none: linear memory is the same everywhere.
 */
export const suite: Readonly<Record<string, () => Promise<unknown>>> = {
  'map/spec/constructor': () => import('../../map/spec/constructor.test.js'),
  'map/spec/iterators': () => import('../../map/spec/iterators.test.js'),
  'map/spec/methods': () => import('../../map/spec/methods.test.js'),
  'map/spec/properties': () => import('../../map/spec/properties.test.js'),
  'map/constructor': () => import('../../map/constructor.test.js'),
  'map/protocol': () => import('../../map/protocol.test.js'),
  'map/bad-input': () => import('../../map/bad-input.test.js'),
  'map/model': () => import('../../map/model.test.js'),
  'map/iteration': () => import('../../map/iteration.test.js'),
  'map/snapshot-reads': () => import('../../map/snapshot-reads.test.js'),
  'set/spec': () => import('../../set/spec.test.js'),
  'set/set': () => import('../../set/set.test.js'),
  'bulk/sources': () => import('../../bulk/sources.test.js'),
  'bulk/preconditions': () => import('../../bulk/preconditions.test.js'),
  'bulk/async': () => import('../../bulk/async.test.js'),
  'heap/heap': () => import('../../heap/heap.test.js'),
  'cache/everywhere': () => import('../../cache/everywhere.test.js'),
  'serial/roundtrip': () => import('../../serial/roundtrip.test.js'),
};
