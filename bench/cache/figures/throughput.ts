/** The throughput to reach, beside lru-cache and beside the fastest peer that holds as many entries. */
import { ratioByRound } from '../../sampling/statistics.js';
import { formatRatio, formatSize } from '../../report/names.js';
import { formatPercent, KEY_TITLES, titleOf } from '../report/names.js';
import type { CacheFigure, CacheReport, ThroughputResult } from '../report/schema.js';
import { formatSpread, throughputGroups } from '../report/table.js';
import { DESCRIBED } from '../rivals/described.js';
import { CACHE_KEYS, CACHE_RIVALS, type CacheKeys, type CacheRivalName } from '../rivals/rival.js';
import type { ThroughputStep } from '../run.js';

export const FIGURE_EXPONENT = 0.99;

interface Bars {
  readonly capacity: number;
  /** How many times as fast as lru-cache; undefined: no bar was named. */
  readonly single: Readonly<Record<CacheKeys, number | undefined>>;
  readonly batches: Readonly<Record<CacheKeys, number | undefined>>;
}

const BARS: readonly Bars[] = [
  { capacity: 10_000, single: { u32: 1.5, string: 1 }, batches: { u32: undefined, string: undefined } },
  { capacity: 100_000, single: { u32: undefined, string: undefined }, batches: { u32: undefined, string: undefined } },
  { capacity: 1_000_000, single: { u32: 4, string: 2 }, batches: { u32: 8, string: undefined } },
];

export function throughputFigureSteps(): ThroughputStep[] {
  return CACHE_KEYS.flatMap((keys) =>
    BARS.map(({ capacity }): ThroughputStep => ({ kind: 'throughput', cell: { keys, capacity, exponent: FIGURE_EXPONENT }, rivals: CACHE_RIVALS })),
  );
}

export function throughputFigures({ throughput }: Pick<CacheReport, 'throughput'>): CacheFigure[] {
  const groups = throughputGroups(throughput);
  return CACHE_KEYS.flatMap((keys) =>
    BARS.flatMap(({ capacity, single, batches }) => {
      const group = groups.find(([cell]) => cell.keys === keys && cell.capacity === capacity && cell.exponent === FIGURE_EXPONENT) ?? [];
      const where = `${formatSize(capacity)} entries, ${KEY_TITLES[keys]}`;
      const ours = resultOf('wasmap', group);
      return [
        besideLruCache(`${where}, to lru-cache`, ours, single[keys]),
        besideLruCache(`${where}, batches, to lru-cache`, resultOf('wasmap-batches', group), batches[keys]),
        ...besideFastest(where, ours, fastestPeer(group)),
      ];
    }),
  );
}

function resultOf(rival: CacheRivalName, group: readonly ThroughputResult[]): ThroughputResult | undefined {
  return group.find((result) => result.rival === rival);
}

function besideLruCache(row: string, ours: ThroughputResult | undefined, least: number | undefined): CacheFigure {
  const bar = least === undefined ? '' : `≥ ${formatRatio(least)}`;
  const ratio = ours?.ratio;
  if (ratio === undefined) return { section: 'throughput', row, bar, measured: 'not measured', met: undefined };
  return { section: 'throughput', row, bar, measured: formatSpread(ratio), met: least === undefined ? undefined : ratio.median >= least };
}

/** Only those that bound themselves at the same number of entries. */
function fastestPeer(group: readonly ThroughputResult[]): ThroughputResult | undefined {
  const peers = group.filter(({ rival }) => !rival.startsWith('wasmap') && DESCRIBED[rival].sizing === undefined);
  return peers.reduce<ThroughputResult | undefined>((best, peer) => (best === undefined || peer.ns.median < best.ns.median ? peer : best), undefined);
}

function besideFastest(where: string, ours: ThroughputResult | undefined, peer: ThroughputResult | undefined): CacheFigure[] {
  const name = peer === undefined ? 'the fastest peer' : `the fastest peer, ${titleOf(peer.rival)}`;
  const faster = { section: 'throughput', row: `${where}, to ${name}`, bar: '> 1×' } as const;
  const better = { section: 'throughput', row: `${where}, hit ratio beside ${name}` } as const;
  if (ours === undefined || peer === undefined) {
    const nothing = { measured: 'not measured', met: undefined };
    return [{ ...faster, ...nothing }, { ...better, bar: 'above its', ...nothing }];
  }
  const ratio = ratioByRound(peer.rounds.map((ns) => [ns]), ours.rounds.map((ns) => [ns]));
  return [
    { ...faster, measured: formatSpread(ratio), met: ratio.median > 1 },
    { ...better, bar: `> ${formatPercent(peer.hitRatio)}`, measured: formatPercent(ours.hitRatio), met: ours.hitRatio > peer.hitRatio },
  ];
}
