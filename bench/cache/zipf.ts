/**
 * Ranks drawn with Zipf's probabilities, for any exponent and any number of keys, after the method of rejection-inversion: Hörmann and Derflinger,
 * "Rejection-Inversion to Generate Variates from Monotone Discrete Distributions", TOMACS 1996. It is exact where `createZipf` of `input/` is an
 * approximation for exponents below one, and needs no sum over all keys beforehand.
 */

/** Where the exponent is so close to one that its power function is a logarithm. */
const CLOSE_TO_ONE = 1e-8;

/** Ranks 0 … n − 1 from uniform integers of 32 bits. `exponent` is above zero. */
export function zipfRanks(n: number, exponent: number, random: () => number): () => number {
  const height = (x: number): number => x ** -exponent;
  const area = (x: number): number => {
    const log = Math.log(x);
    const scaled = (1 - exponent) * log;
    return Math.abs(scaled) < CLOSE_TO_ONE ? log : (Math.expm1(scaled) / scaled) * log;
  };
  const inverse = (y: number): number => {
    const scaled = Math.max(-1, y * (1 - exponent));
    return Math.exp(Math.abs(scaled) < CLOSE_TO_ONE ? y : (Math.log1p(scaled) / scaled) * y);
  };
  const least = area(1.5) - 1;
  const most = area(n + 0.5);
  /** Nearer than this to its rank, a draw needs no comparison of areas. */
  const sure = 2 - inverse(area(2.5) - height(2));
  return () => {
    for (;;) {
      const y = most + ((random() + 0.5) / 0x1_0000_0000) * (least - most);
      const x = inverse(y);
      const rank = Math.min(n, Math.max(1, Math.round(x)));
      if (rank - x <= sure || y >= area(rank + 0.5) - height(rank)) return rank - 1;
    }
  };
}
