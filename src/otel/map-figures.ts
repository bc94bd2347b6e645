/** What maps with a name tell of themselves when metrics are collected. */
import { namedMaps } from '../diagnostics/named-maps.js';
import { NamedFigures } from './named-figures.js';
import { Attribute } from './scope.js';
import { tableOf } from './which-maps.js';

/** Figures of the maps that are observed, added up by name and engine. */
export function mapFigures(isObserved: (map: object) => boolean): NamedFigures<'size' | 'bytes', 'hits' | 'misses'> {
  return new NamedFigures({
    gauges: ['size', 'bytes'],
    counters: ['hits', 'misses'],
    all: namedMaps,
    isObserved,
    attributesOf(map) {
      const { name, engine: { engine } } = tableOf(map);
      return { [Attribute.map]: name!, [Attribute.engine]: engine };
    },
    read(map) {
      const table = tableOf(map);
      if (table.closed) return undefined;
      const { size, hits, misses } = table.counters();
      return { gauges: { size, bytes: table.memoryUsage().bytes }, counters: { hits, misses } };
    },
  });
}
