/** Measures one cell: opens a process for each rival, lets them take turns, and compares them with Map. */
import { isFresh, isNumeric, type Cell, type CellTask, type RivalName } from '../matrix/dimensions.js';
import type { AbsentResult, CellResult } from '../report/schema.js';
import { rivals as registry } from '../rivals/index.js';
import { AbsentError } from '../rivals/absent.js';
import { MeasuringProcess } from '../sampling/child.js';
import type { OpenedCell } from '../sampling/protocol.js';
import { roundRobin, type Contestant, type RoundLimits } from '../sampling/round-robin.js';
import { ratioByRound, spread } from '../sampling/statistics.js';
import type { Environment } from './environment.js';
import { firstLine } from './failure.js';

export interface CellOptions {
  readonly rivals: readonly RivalName[];
  readonly seed: number;
  readonly trace: string | undefined;
  readonly quick: boolean;
  /** Told from time to time how far the cell is, from 0 to 1. */
  readonly onPart?: ((done: number) => void) | undefined;
  /** Once it is aborted, nothing more is begun. */
  readonly signal?: AbortSignal | undefined;
}

/** Roughly the part of a cell's time that opening its rivals takes: making inputs and warming up. */
const OPENING = 0.5;

export interface MeasuredCell {
  readonly results: CellResult[];
  readonly absent: AbsentResult[];
  /** What went wrong, a line each: the rival is left out of the cell, and the run goes on. */
  readonly failures: string[];
}

/** The operations of which the memory floor says something: reads of one random line a key. */
const FLOOR_OPERATIONS = new Set(['get-hit', 'get-miss', 'getOr-hit', 'has', 'getAll', 'getAll-miss', 'hasAll', 'hasAll-miss']);

export async function measureCell(cell: Cell, options: CellOptions, environment: Environment): Promise<MeasuredCell> {
  const participants: Participant[] = [];
  const absent: AbsentResult[] = [];
  const failures: string[] = [];
  try {
    for (const [index, rival] of orderOf(options.rivals).entries()) {
      if (options.signal?.aborted) break;
      options.onPart?.((OPENING * index) / options.rivals.length);
      const reason = refusal(rival, cell);
      if (reason !== undefined) {
        if (rival !== 'floor') absent.push({ ...cell, rival, reason });
        continue;
      }
      const footprint = participants.find(({ name }) => name === 'wasmap')?.bytes;
      const task: CellTask = { ...cell, rival, seed: options.seed, trace: options.trace, quick: options.quick };
      const participant = new Participant(task, footprint);
      try {
        await participant.open();
        participants.push(participant);
      } catch (error) {
        await participant.close();
        if (error instanceof AbsentError) absent.push({ ...cell, rival, reason: error.message });
        else failures.push(describe(error, cell, rival));
      }
    }
    await roundRobin(participants, limitsFor(cell, options.quick), options.signal, (done) => options.onPart?.(OPENING + (1 - OPENING) * done));
    for (const { name, failure } of participants) if (failure !== undefined) failures.push(describe(failure, cell, name));
    const finished = participants.filter(({ failure }) => failure === undefined);
    return { results: compare(finished, cell, environment), absent, failures };
  } finally {
    await Promise.all(participants.map((participant) => participant.close()));
  }
}

/** wasmap first: the floor reads as many bytes as it takes. */
function orderOf(rivals: readonly RivalName[]): RivalName[] {
  return [...rivals].sort((a, b) => Number(b === 'wasmap') - Number(a === 'wasmap'));
}

function refusal(rival: RivalName, cell: Cell): string | undefined {
  if (rival !== 'floor') return registry[rival].refuses(cell);
  return FLOOR_OPERATIONS.has(cell.operation) && isNumeric(cell.keys) && !isFresh(cell.state) ? undefined : 'not a read of one line a key';
}

function limitsFor(cell: Cell, quick: boolean): RoundLimits {
  if (quick) return { minRounds: cell.size > 500_000 ? 2 : 3, maxRounds: 7, budgetMs: 250 };
  return { minRounds: cell.size > 4_000_000 ? 5 : 7, maxRounds: 31, budgetMs: 3_000 };
}

/** One rival in one cell. Where the state is `fresh`, every turn has a process of its own. */
class Participant implements Contestant<RivalName> {
  readonly name: RivalName;
  readonly rounds: (readonly number[])[] = [];
  outcome = Number.NaN;
  failure: unknown;
  bytes: number | undefined;
  cell: OpenedCell = { units: 1, entries: 0, bytes: undefined };
  readonly #task: CellTask;
  readonly #footprint: number | undefined;
  readonly #fresh: boolean;
  #process: MeasuringProcess | undefined;

  constructor(task: CellTask, footprint: number | undefined) {
    this.name = task.rival;
    this.#task = task;
    this.#footprint = footprint;
    this.#fresh = isFresh(task.state);
  }

  async open(): Promise<void> {
    this.#process = new MeasuringProcess();
    const { cell } = await this.#process.ask({ type: 'open', task: this.#task, footprint: this.#footprint }, 'opened');
    this.cell = cell;
    this.bytes = cell.bytes;
  }

  /** Once a turn has failed, the others are empty. */
  async takeTurn(): Promise<readonly number[]> {
    if (this.failure !== undefined) return [];
    try {
      return await this.#measureTurn();
    } catch (error) {
      this.failure = error;
      await this.close();
      return [];
    }
  }

  async #measureTurn(): Promise<readonly number[]> {
    if (this.#process === undefined) await this.open();
    const child = this.#process;
    if (child === undefined) throw new Error('the measuring process did not start');
    const { turn } = await child.ask({ type: 'turn' }, 'turned');
    this.outcome = turn.outcome;
    this.bytes = turn.bytes;
    if (this.#fresh) await this.close();
    const ns = turn.seconds.map((seconds) => (seconds * 1e9) / this.cell.units);
    this.rounds.push(ns);
    return ns;
  }

  async close(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    await child?.close();
  }
}

function compare(participants: readonly Participant[], cell: Cell, environment: Environment): CellResult[] {
  const map = participants.find(({ name }) => name === 'map');
  const reference = map ?? participants.find(({ name }) => name !== 'floor');
  return participants.map((participant) => ({
    machine: environment.machine,
    cpu: environment.cpu,
    node: environment.node,
    browser: environment.browser,
    seed: environment.seed,
    ...cell,
    rival: participant.name,
    entries: participant.cell.entries,
    units: participant.cell.units,
    ns: spread(participant.rounds.flat()),
    ratio: map && ratioByRound(map.rounds, participant.rounds),
    rounds: participant.rounds,
    bytes: participant.bytes,
    agrees: participant.name === 'floor' || participant.outcome === reference?.outcome,
  }));
}

function describe(error: unknown, cell: Cell, rival: RivalName): string {
  return `${rival}, ${cell.operation}, ${cell.size} ${cell.keys} keys, ${cell.pattern}, ${cell.state}: ${firstLine(error)}`;
}
