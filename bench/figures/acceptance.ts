/**
 * The figures wasmap sets itself, row by row: ratios to Map in the same run unless a row names another rival.
 *
 * The first section holds at n and 1.5 n. The others derive from it (half the bar for keys below 2^31, 80 % for 8-byte
 * kinds, …) and are measured at n, because a Map of eight million entries makes every cell a matter of minutes.
 */
import type { KeyKind, OperationName, State } from '../matrix/dimensions.js';
import type { Figure, RatioFigure } from './figure.js';
import { measureFigures } from './measured.js';
import { orderedFigures } from './ordered.js';
import { cellOf, ratio } from './ratio.js';

const NOMINAL = [64_000, 1_000_000, 8_000_000] as const;

interface Row {
  readonly title: string;
  readonly operations: readonly OperationName[];
  readonly state: State;
  /** Bars at 64 k, 1 M and 8 M. */
  readonly bars: readonly [number, number, number];
  /** Higher bars at n itself, where they differ from those at 1.5 n. */
  readonly barsAtN?: readonly [number, number, number];
  readonly bulk?: true;
}

/** The fresh rows come twice: with everything cold, and with code that small maps have warmed. */
const ROWS: readonly Row[] = [
  { title: 'set growing, recycled pages', operations: ['set-growing'], state: 'recycled-clean', bars: [2.5, 4.5, 4] },
  { title: 'set growing, fresh process', operations: ['set-growing'], state: 'fresh-clean', bars: [1.5, 2.5, 3] },
  { title: 'set growing, fresh memory, warm code', operations: ['set-growing'], state: 'untouched-clean', bars: [1.5, 2.5, 3] },
  { title: 'set on present keys', operations: ['set-present'], state: 'recycled-clean', bars: [3, 4, 3] },
  { title: 'putAll from empty, recycled pages', operations: ['putAll'], state: 'recycled-clean', bars: [10, 18, 15], bulk: true },
  { title: 'putAll from empty, fresh process', operations: ['putAll'], state: 'fresh-clean', bars: [6, 8, 7], bulk: true },
  { title: 'putAll from empty, fresh memory, warm code', operations: ['putAll'], state: 'untouched-clean', bars: [6, 8, 7], bulk: true },
  { title: 'get, hit', operations: ['get-hit'], state: 'recycled-clean', bars: [2, 3, 2.8] },
  { title: 'getOr, hit', operations: ['getOr-hit'], state: 'recycled-clean', bars: [4, 5, 3.3] },
  { title: 'get, miss', operations: ['get-miss'], state: 'recycled-clean', bars: [4.5, 4.5, 3.3] },
  {
    title: 'getAll, hasAll',
    operations: ['getAll', 'getAll-miss', 'hasAll', 'hasAll-miss'],
    state: 'recycled-clean',
    bars: [10, 13, 10],
    barsAtN: [10, 17, 14],
    bulk: true,
  },
  { title: 'delete then set, churn', operations: ['churn'], state: 'recycled-clean', bars: [2, 3, 3] },
  { title: 'counting with add in batches', operations: ['counting'], state: 'recycled-clean', bars: [8, 10, 10], bulk: true },
  { title: 'dependent gets', operations: ['dependent'], state: 'recycled-clean', bars: [1.7, 3.2, 3] },
  { title: 'forEach over all', operations: ['iterate'], state: 'recycled-clean', bars: [1, 1, 1] },
];

const BULK_READS: readonly OperationName[] = ['getAll', 'getAll-miss', 'hasAll', 'hasAll-miss'];
const SINGLE_READS: readonly OperationName[] = ['get-hit', 'getOr-hit', 'get-miss'];

/** Single operations never fall below this for keys that V8 need not box. */
const LEAST_BELOW31 = 1.3;
const LEAST_SMALL_SINGLE = 1 / 1.2;
const LEAST_SMALL_BULK = 2;

export function acceptanceFigures(seed: number): Figure[] {
  return [
    ...mainFigures(),
    ...pollutedFigures(),
    ...below31Figures(),
    ...kindFigures(),
    ...smallFigures(),
    ...jsFigures(),
    ...peerFigures(),
    ...orderedFigures(),
    ...measureFigures(seed),
  ];
}

function rowTitle(row: Row, operation: OperationName): string {
  return row.operations.length === 1 ? row.title : operation.replace('-miss', ', misses');
}

/** Every row at every nominal size. */
function eachRow(visit: (row: Row, operation: OperationName, size: number, bar: number) => RatioFigure[]): RatioFigure[] {
  return ROWS.flatMap((row) =>
    row.operations.flatMap((operation) => NOMINAL.flatMap((size, i) => visit(row, operation, size, row.bars[i]))),
  );
}

function mainFigures(): RatioFigure[] {
  return eachRow((row, operation, size, bar) => {
    const title = rowTitle(row, operation);
    const atN = row.barsAtN?.[NOMINAL.indexOf(size as (typeof NOMINAL)[number])] ?? bar;
    return [
      ratio('main', title, cellOf(operation, size, row.state), atN),
      ratio('main', title, cellOf(operation, size * 1.5, row.state), bar),
    ];
  });
}

function pollutedFigures(): RatioFigure[] {
  return eachRow((row, operation, size) => {
    // A polluted process has warm code: there is only one fresh state of it.
    if (row.state === 'untouched-clean') return [];
    const state = row.state === 'fresh-clean' ? 'fresh-polluted' : 'recycled-polluted';
    const clean = cellOf(operation, size, row.state);
    return [ratio('polluted', `${rowTitle(row, operation)}, polluted`, cellOf(operation, size, state), { of: clean, factor: 0.75 })];
  });
}

function below31Figures(): RatioFigure[] {
  return eachRow((row, operation, size, bar) => {
    const least = row.bulk || operation === 'iterate' ? bar / 2 : Math.max(LEAST_BELOW31, bar / 2);
    return [ratio('below31', `${rowTitle(row, operation)}, keys < 2^31`, cellOf(operation, size, row.state, 'u32', 'below31'), least)];
  });
}

function kindFigures(): RatioFigure[] {
  const factors = [
    { keys: 'u64', bulk: 1, single: 0.8 },
    { keys: 'f64', bulk: 0.8, single: 0.8 },
  ] as const;
  return factors.flatMap(({ keys, bulk, single }) =>
    eachRow((row, operation, size, bar) => [
      ratio('kinds', `${rowTitle(row, operation)}, ${keys}`, cellOf(operation, size, row.state, keys), bar * (row.bulk ? bulk : single)),
    ]),
  );
}

function smallFigures(): RatioFigure[] {
  const singles = ROWS.filter((row) => !row.bulk && row.state === 'recycled-clean').flatMap((row) => row.operations);
  const bars = [
    ...singles.map((operation) => [operation, LEAST_SMALL_SINGLE] as const),
    ...(['putAll', ...BULK_READS] as const).map((operation) => [operation, LEAST_SMALL_BULK] as const),
  ];
  return [1_000, 1_500].flatMap((size) =>
    bars.map(([operation, bar]) => ratio('small', operation, cellOf(operation, size, 'recycled-clean'), bar)),
  );
}

function jsFigures(): RatioFigure[] {
  const bars: readonly (readonly [KeyKind, number, number])[] = [
    ['u32', 1_000_000, 1.8],
    ['f64', 1_000_000, 1],
    ['u64', 1_000_000, 1],
    ['u32', 1_000, 0.7],
    ['f64', 1_000, 0.7],
    ['u64', 1_000, 0.7],
  ];
  return bars.map(([keys, size, bar]) =>
    ratio('js', `JS engine: get, hit, ${keys}`, cellOf('get-hit', size, 'recycled-clean', keys), bar, { rival: 'wasmap-js' }),
  );
}

function peerFigures(): RatioFigure[] {
  const large = [1_000_000, 8_000_000];
  const boost = { against: 'boost' } as const;
  return large.flatMap((size) => [
    ...(['putAll', 'counting', ...BULK_READS] as const).map((operation) =>
      ratio('peers', `${operation}, against Boost`, cellOf(operation, size, 'recycled-clean'), 1.5, boost),
    ),
    ...SINGLE_READS.map((operation) => ratio('peers', `${operation}, against Boost`, cellOf(operation, size, 'recycled-clean'), 1, boost)),
    ratio('peers', 'putAll, the aim', cellOf('putAll', size, 'recycled-clean'), 25),
    ...(size === 8_000_000
      ? [ratio('peers', 'getAll, against the memory floor', cellOf('getAll', size, 'recycled-clean'), 1 / 1.5, { against: 'floor' })]
      : []),
  ]);
}
