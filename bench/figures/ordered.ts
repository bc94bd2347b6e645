/**
 * Ordered maps, with the bars of issue 3: keys of strings such as `user:1234567:profile`, and of anything. They hold at n and at
 * 1.5 n.
 */
import type { OperationName, Pattern } from '../matrix/dimensions.js';
import { OPERATION_TITLES } from '../report/names.js';
import type { RatioFigure } from './figure.js';
import { cellOf, ratio } from './ratio.js';

const SMALL = 1_000;
const MIDDLE = 64_000;
const LARGE = 1_000_000;

/** Bars at 64 k and 1 M. */
const STRINGS: readonly (readonly [OperationName, number, number])[] = [
  ['set-growing-fresh', 1.8, 2.2],
  ['get-hit-fresh', 2, 2.5],
  ['get-miss-fresh', 3, 5],
  // Map knows the hashes of strings that it has seen: there it is hard to keep up with.
  ['get-hit', 0.45, 0.5],
  ['getAll-fresh', 2.5, 7],
  ['getAll', 0.8, 1.4],
  ['putAll-fresh', 1.7, 5],
  ['putAll', 1.4, 3.5],
  ['putAll-packed', 7, 12],
  ['putAll-packed-presized', 10, 15],
  ['getAll-packed', 12, 18],
];
const AIM_OF_SAME_KEYS = 0.8;

const ANYTHING: readonly OperationName[] = ['set-growing', 'set-present', 'get-hit'];
const ANYTHING_PATTERNS: readonly (readonly [Pattern, string])[] = [
  ['record', 'strings'],
  ['below31', 'small integers'],
  ['objects', 'objects'],
];
const ANYTHING_BARS: readonly (readonly [number, number])[] = [[SMALL, 0.7], [LARGE, 0.8]];

export function orderedFigures(): RatioFigure[] {
  return [...stringFigures(), ...anythingFigures()];
}

function stringFigures(): RatioFigure[] {
  const bars = STRINGS.flatMap(([operation, middle, large]) =>
    ([[MIDDLE, middle], [LARGE, large]] as const).flatMap(([size, bar]) =>
      [size, size * 1.5].map((n) => ratio('strings', titleOf(operation), cellOf(operation, n, 'recycled-clean', 'string'), bar)),
    ),
  );
  const same = cellOf('get-hit', LARGE, 'recycled-clean', 'string');
  return [...bars, ratio('strings', `${titleOf('get-hit')}, the aim`, same, AIM_OF_SAME_KEYS)];
}

function titleOf(operation: OperationName): string {
  const title = OPERATION_TITLES[operation];
  return /fresh|packed/.test(operation) ? title : `${title}, same keys`;
}

function anythingFigures(): RatioFigure[] {
  return ANYTHING_PATTERNS.flatMap(([pattern, name]) =>
    ANYTHING.flatMap((operation) =>
      ANYTHING_BARS.map(([size, bar]) =>
        ratio('any', `${OPERATION_TITLES[operation]}, ${name}`, cellOf(operation, size, 'recycled-clean', 'any', pattern), bar),
      ),
    ),
  );
}
