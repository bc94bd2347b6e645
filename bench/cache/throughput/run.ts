/** Measures one cell: a process for each rival, turns, and comparison with lru-cache. */
import { AbsentError } from '../../rivals/absent.js';
import { firstLine } from '../../run/failure.js';
import { roundRobin, type Contestant, type RoundLimits } from '../../sampling/round-robin.js';
import { median, ratioByRound, spread } from '../../sampling/statistics.js';
import { CacheProcess } from '../process/child.js';
import type { CacheReport, ThroughputCell, ThroughputResult } from '../report/schema.js';
import type { CacheRivalName } from '../rivals/rival.js';
import type { ThroughputTask, ThroughputTurn } from './task.js';

export interface ThroughputOptions {
  readonly rivals: readonly CacheRivalName[];
  readonly seed: number;
  readonly quick: boolean;
}

export interface MeasuredThroughput {
  readonly results: readonly ThroughputResult[];
  readonly absent: CacheReport['absent'];
  /** What went wrong, a line each. */
  readonly failures: readonly string[];
}

/** All ratios refer to it. */
export const BASELINE: CacheRivalName = 'lru-cache';

const LIMITS: RoundLimits = { minRounds: 9, maxRounds: 31, budgetMs: 10_000 };
const QUICK_LIMITS: RoundLimits = { minRounds: 5, maxRounds: 9, budgetMs: 500 };

export async function measureThroughput(cell: ThroughputCell, { rivals, seed, quick }: ThroughputOptions): Promise<MeasuredThroughput> {
  const participants: Participant[] = [];
  const absent: CacheReport['absent'][number][] = [];
  const failures: string[] = [];
  const fail = (rival: CacheRivalName, error: unknown): void => {
    failures.push(`${rival}, ${cell.capacity} entries, ${cell.keys} keys, Zipf ${cell.exponent}: ${firstLine(error)}`);
  };
  try {
    for (const rival of rivals) {
      const participant = new Participant({ ...cell, rival, seed, quick });
      participants.push(participant);
      try {
        await participant.open();
      } catch (error) {
        await participant.close();
        participants.pop();
        if (error instanceof AbsentError) absent.push({ rival, reason: error.message });
        else fail(rival, error);
      }
    }
    await roundRobin(participants, quick ? QUICK_LIMITS : LIMITS);
    for (const { name, failure } of participants) if (failure !== undefined) fail(name, failure);
    const finished = participants.filter(({ failure }) => failure === undefined);
    return { results: finished.map((participant) => resultOf(cell, participant, finished)), absent, failures };
  } finally {
    await Promise.all(participants.map((participant) => participant.close()));
  }
}

/** One rival with a cache that it keeps from turn to turn. */
class Participant implements Contestant<CacheRivalName> {
  readonly name: CacheRivalName;
  readonly turns: ThroughputTurn[] = [];
  failure: unknown;
  readonly #task: ThroughputTask;
  readonly #process = new CacheProcess();

  constructor(task: ThroughputTask) {
    this.name = task.rival;
    this.#task = task;
  }

  async open(): Promise<void> {
    await this.#process.ask({ type: 'open', task: this.#task }, 'opened');
  }

  /** Once a turn has failed, the others are empty. */
  async takeTurn(): Promise<readonly number[]> {
    if (this.failure !== undefined) return [];
    try {
      const { turn } = await this.#process.ask({ type: 'turn' }, 'turned');
      this.turns.push(turn);
      return [turn.ns];
    } catch (error) {
      this.failure = error;
      await this.close();
      return [];
    }
  }

  close(): Promise<void> {
    return this.#process.close();
  }
}

function resultOf(cell: ThroughputCell, { name, turns }: Participant, all: readonly Participant[]): ThroughputResult {
  const baseline = all.find((participant) => participant.name === BASELINE);
  const cutting = turns.flatMap(({ cuttingNs }) => cuttingNs ?? []);
  const total = (of: 'hits' | 'requests'): number => turns.reduce((sum, turn) => sum + turn[of], 0);
  const rounds = turns.map(({ ns }) => ns);
  return {
    ...cell,
    rival: name,
    ns: spread(rounds),
    ...(cutting.length > 0 && { cuttingNs: median(cutting) }),
    ...(baseline && { ratio: ratioOf(baseline.turns, turns, ({ ns }) => ns) }),
    ...(baseline && cutting.length > 0 && { ratioWithCutting: ratioOf(baseline.turns, turns, ({ ns, cuttingNs = 0 }) => ns + cuttingNs) }),
    hitRatio: total('hits') / total('requests'),
    entries: turns[turns.length - 1].entries,
    rounds,
  };
}

function ratioOf(baseline: readonly ThroughputTurn[], rival: readonly ThroughputTurn[], nsOf: (turn: ThroughputTurn) => number) {
  const samples = (turns: readonly ThroughputTurn[]): number[][] => turns.map((turn) => [nsOf(turn)]);
  return ratioByRound(samples(baseline), samples(rival));
}
