/** What caches with a name tell of themselves when metrics are collected. */
import { namedCaches } from '../diagnostics/named-caches.js';
import { NamedFigures } from './named-figures.js';
import { Attribute } from './scope.js';
import { storeOf } from './which-caches.js';

type Gauge = 'size' | 'bytes' | 'weight';
type Counter = 'hits' | 'misses' | 'added' | 'evicted' | 'expired' | 'deleted';

/** Figures of the caches that are observed, added up by name, level and engine. */
export function cacheFigures(isObserved: (cache: object) => boolean, tierOf: (cache: object) => string): NamedFigures<Gauge, Counter> {
  return new NamedFigures<Gauge, Counter>({
    gauges: ['size', 'bytes', 'weight'],
    counters: ['hits', 'misses', 'added', 'evicted', 'expired', 'deleted'],
    all: namedCaches,
    isObserved,
    attributesOf(cache) {
      const { settings: { map: { name } }, table: { engine: { engine } } } = storeOf(cache);
      return { [Attribute.cache]: name!, [Attribute.tier]: tierOf(cache), [Attribute.engine]: engine };
    },
    read(cache) {
      const reading = storeOf(cache).reading();
      if (reading === undefined) return undefined;
      const { stats, bytes } = reading;
      return { gauges: { size: stats.size, bytes, weight: stats.weight }, counters: stats };
    },
  });
}
