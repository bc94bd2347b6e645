/** Memory and collections to reach. */
import { median } from '../../sampling/statistics.js';
import { formatNumber, formatRatio } from '../../report/names.js';
import { titleOf, VALUE_TITLES } from '../report/names.js';
import type { CacheFigure, CacheReport } from '../report/schema.js';
import { timesEmpty } from '../report/table.js';
import type { CacheKeys, CacheRivalName, CacheValues } from '../rivals/rival.js';

/** Bytes of the resident set by entry, everything included. */
const MOST_BYTES: Readonly<Record<CacheKeys, number>> = { u32: 56, string: 96 };
/** Of what is on the JS heap, only the length of a collection is told. */
const MOST_OF_EMPTY: Readonly<Record<CacheValues, number | undefined>> = { f64: 1.3, any: undefined };

/** Ours with its bar, and beside it what people have today. */
export const FIGURE_RIVALS = ['wasmap', 'lru-cache'] as const satisfies readonly CacheRivalName[];

export function memoryFigures({ memory }: Pick<CacheReport, 'memory'>): CacheFigure[] {
  return (['u32', 'string'] as const).flatMap((keys) =>
    FIGURE_RIVALS.map((rival): CacheFigure => {
      const most = rival === 'wasmap' ? MOST_BYTES[keys] : undefined;
      const result = memory.find((each) => each.rival === rival && each.keys === keys);
      const bytes = result && median(result.bytesPerEntry);
      return figureOf('memory', `bytes an entry, ${keys}→f64, ${titleOf(rival)}`, bytes, most, formatNumber);
    }),
  );
}

export function collectionFigures({ collections }: Pick<CacheReport, 'collections'>): CacheFigure[] {
  return (['f64', 'any'] as const).flatMap((values) =>
    FIGURE_RIVALS.map((rival): CacheFigure => {
      const most = rival === 'wasmap' ? MOST_OF_EMPTY[values] : undefined;
      const result = collections.find((each) => each.rival === rival && each.values === values);
      const ratio = result && timesEmpty(result, collections);
      return figureOf('collections', `forced full collection to an empty process's, ${VALUE_TITLES[values]}, ${titleOf(rival)}`, ratio, most, formatRatio);
    }),
  );
}

function figureOf(
  section: CacheFigure['section'],
  row: string,
  value: number | undefined,
  most: number | undefined,
  format: (value: number) => string,
): CacheFigure {
  return {
    section,
    row,
    bar: most === undefined ? '' : `≤ ${format(most)}`,
    measured: value === undefined ? 'not measured' : format(value),
    met: value === undefined || most === undefined ? undefined : value <= most,
  };
}
