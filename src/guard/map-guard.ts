/** A guard of one map: looks at each write before it is done. */
import type { GuardRule } from '../diagnostics/guard-message.js';
import { BATCH_WRITES, type InterceptedCall, READS, SINGLE_WRITES, intercept } from '../diagnostics/intercept.js';
import { WeakReference } from '../weak.js';
import { writes } from './entries.js';
import { type WriteGroup, Groups } from './groups.js';
import type { GuardSettings } from './policy.js';
import { type Problem, Recorder, errorOf } from './recorder.js';
import { isSingle, repeatProblem, traceProblem } from './requirements.js';
import { Runs } from './runs.js';
import type { GuardViolation, WriteLoop } from './violation.js';

/**
 * A guard of one map: what it has seen, and what ends it.
 *
 * @category Guard
 */
export interface Guard {
  /** How many violations there were, by rule. */
  readonly violations: Readonly<Record<GuardRule, number>>;
  /** The last violations, oldest first: as many as the policy says. */
  readonly recent: readonly GuardViolation[];
  /** Places that make more single writes in one go than `maxSingleWrites`: where `putAll` could be. Known when such a run is over. */
  readonly loops: readonly WriteLoop[];
  /**
   * Does `work`, whose writes to the map belong together until it returns, or its promise is settled: from the first of them on, what others
   * write is a violation of `atomic`, and so is a `set` of a key that the group has read and others have given another value since. Whose writes they
   * are is followed through `await`, timers and the like where the runtime can do that; elsewhere `group.write` says it.
   */
  group<Result>(name: string, work: (group: WriteGroup) => Result): Result;
  /** Ends the guard; twice is harmless. What it has counted stays. */
  stop(): void;
}

export class MapGuard implements Guard {
  readonly #settings: GuardSettings;
  readonly #recorder: Recorder;
  readonly #runs: Runs;
  readonly #groups = new Groups();
  readonly #host: WeakRef<object>;
  readonly #where: string;
  readonly #uncover: () => void;
  #uncoverReads: (() => void) | undefined;
  #isStopped = false;
  /** Asynchronous batches under way. */
  #underWay = 0;

  constructor(where: string, host: object, settings: GuardSettings, label: string, name: string | undefined) {
    this.#where = where;
    this.#settings = settings;
    this.#recorder = new Recorder(settings, label, name);
    this.#runs = new Runs(settings.maxSingleWrites);
    this.#host = new WeakReference(host);
    const isOff = Object.values(settings.modes).every((mode) => mode === 'off');
    this.#uncover = isOff ? () => undefined
      : intercept(where, host, [...SINGLE_WRITES, ...BATCH_WRITES], (call, proceed) => this.#look(call, proceed), 'inside');
  }

  get violations(): Readonly<Record<GuardRule, number>> {
    return { ...this.#recorder.counts };
  }

  get recent(): readonly GuardViolation[] {
    return [...this.#recorder.recent];
  }

  get loops(): readonly WriteLoop[] {
    return this.#runs.loops;
  }

  group<Result>(name: string, work: (group: WriteGroup) => Result): Result {
    const host = this.#host.deref();
    // Reads are of interest to groups alone.
    if (host !== undefined && !this.#isStopped && this.#settings.modes.atomic !== 'off') {
      this.#uncoverReads ??= intercept(this.#where, host, READS, (call, proceed) => {
        const value = proceed();
        this.#groups.noteRead(call);
        return value;
      }, 'inside');
    }
    return this.#groups.run(name, work, () => { if (this.#groups.isEmpty) this.#leaveReads(); });
  }

  stop(): void {
    this.#isStopped = true;
    this.#uncover();
    this.#leaveReads();
  }

  #leaveReads(): void {
    this.#uncoverReads?.();
    this.#uncoverReads = undefined;
  }

  #look(call: InterceptedCall, proceed: () => unknown): unknown {
    const isAsync = call.method === 'putAllAsync';
    // What comes from within a write is part of that.
    if (call.isNested) return isAsync ? this.#follow(proceed) : proceed();
    if (!writes(call)) return proceed();
    const error = errorOf(this.#check(call));
    if (error !== undefined) {
      if (isAsync) return Promise.reject(error);
      throw error;
    }
    if (isAsync) return this.#follow(proceed);
    const result = proceed();
    if (isSingle(call)) {
      this.#runs.add();
      this.#groups.noteWrite(call);
    } else {
      this.#groups.noteBatch();
    }
    return result;
  }

  /** An asynchronous batch, until it is settled: before anybody who awaits it hears of that. */
  #follow(proceed: () => unknown): Promise<unknown> {
    this.#underWay++;
    const forget = this.#groups.noteBatch();
    const settled = (async () => proceed())();
    return settled.finally(() => {
      this.#underWay--;
      forget();
    });
  }

  #check(call: InterceptedCall): GuardViolation[] {
    const { modes } = this.#settings;
    const violations: GuardViolation[] = [];
    const note = (problem: Problem | undefined): GuardViolation | undefined => {
      const violation = problem && this.#recorder.record(problem, call);
      if (violation !== undefined) violations.push(violation);
      return violation;
    };
    if (modes.atomic !== 'off') {
      const problem = this.#atomicProblem(call);
      const violation = note(problem);
      if (problem?.kind === 'loop') this.#runs.report(violation?.site);
    }
    if (modes.idempotent !== 'off') note(repeatProblem(call, this.#settings));
    if (modes.observable !== 'off') note(traceProblem(call, this.#settings));
    return violations;
  }

  #atomicProblem(call: InterceptedCall): Problem | undefined {
    const { modes, maxSingleWrites } = this.#settings;
    const rule = 'atomic';
    if (this.#underWay > 0 && call.method !== 'putAllAsync') return { rule, kind: 'during-batch', text: 'came while putAllAsync was under way' };
    const interrupted = this.#groups.interrupted();
    if (interrupted !== undefined) return { rule, kind: 'interleaved', text: `came between the writes of the group ${JSON.stringify(interrupted)}` };
    const outdated = this.#groups.outdated(call);
    if (outdated !== undefined) {
      return { rule, kind: 'lost-update', text: `replaces what others have written since the group ${JSON.stringify(outdated)} read it` };
    }
    // Of a run that goes on, once is enough.
    if (!isSingle(call) || !this.#runs.isFull || (this.#runs.isReported && modes.atomic !== 'throw')) return undefined;
    return { rule, kind: 'loop', text: `is one of more than ${maxSingleWrites} single writes in one go, which putAll would write all or nothing` };
  }
}
