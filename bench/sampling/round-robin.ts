/** Rivals in turns: every round gives each one turn, and the one that begins moves on from round to round. */

/** Somebody who can be asked for samples again and again. */
export interface Contestant<Name extends string = string> {
  readonly name: Name;
  /** Seconds a pass, one figure a sample. */
  takeTurn(): Promise<readonly number[]>;
}

export interface RoundLimits {
  readonly minRounds: number;
  readonly maxRounds: number;
  /** No new round begins after this, once `minRounds` are done. */
  readonly budgetMs: number;
}

/**
 * `onRound` is told how far it is, from 0 to 1, before each round.
 *
 * @returns for each contestant the samples of each round
 */
export async function roundRobin<Name extends string>(
  contestants: readonly Contestant<Name>[],
  limits: RoundLimits,
  signal?: AbortSignal,
  onRound?: (done: number) => void,
): Promise<Map<Name, number[][]>> {
  const rounds = new Map<Name, number[][]>(contestants.map(({ name }) => [name, []]));
  const began = performance.now();
  for (let round = 0; round < limits.maxRounds; round++) {
    const elapsed = performance.now() - began;
    if (signal?.aborted || (round >= limits.minRounds && elapsed > limits.budgetMs)) break;
    onRound?.(Math.max(round / limits.maxRounds, Math.min(round / limits.minRounds, elapsed / limits.budgetMs)));
    for (let turn = 0; turn < contestants.length; turn++) {
      const contestant = contestants[(round + turn) % contestants.length];
      rounds.get(contestant.name)?.push([...(await contestant.takeTurn())]);
    }
  }
  return rounds;
}
