/** Random writes under random policies, against a model that says what a guard must find wrong with each. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PutAllOptions, VersionError, WasmMap } from '../../src/index.js';
import { GuardError, type GuardMode, type GuardPolicy, type GuardRule, type GuardViolation, type WriteGroup, guard } from '../../src/guard/index.js';
import { engineKinds, runs } from '../support/workloads.js';

const microtask = (): Promise<void> => Promise.resolve();

type Carried = 'idempotencyKey' | 'revision' | 'entryIds' | 'batchId' | 'add' | 'trace';
interface Step { readonly do: 'turn' | 'open' | 'close' }
type Op =
  | { readonly do: 'set' | 'increment' | 'getOrInsert' | 'delete' | 'get'; readonly key: number; readonly inside: boolean; readonly trace: boolean }
  | { readonly do: 'clear'; readonly inside: boolean; readonly trace: boolean }
  | { readonly do: 'putAll' | 'putAllAsync' | 'compareAndPutAll' | 'deleteAll'; readonly key: number; readonly carries: readonly Carried[]; readonly inside: boolean }
  | Step;

type Write = Exclude<Op, Step>;
type Problem = readonly [GuardRule, string];

const modes: readonly GuardMode[] = ['off', 'count', 'throw'];
const flag = fc.boolean();
const key = fc.nat(3);
const single = fc.record({ do: fc.constantFrom('set', 'set', 'increment', 'getOrInsert', 'delete', 'get'), key, inside: flag, trace: flag });
const batch = fc.record({
  do: fc.constantFrom('putAll', 'putAll', 'putAllAsync', 'compareAndPutAll', 'deleteAll'), key, inside: flag,
  carries: fc.subarray<Carried>(['idempotencyKey', 'revision', 'entryIds', 'batchId', 'add', 'trace']),
});
const command = fc.oneof(
  { weight: 6, arbitrary: single }, { weight: 3, arbitrary: batch }, { weight: 1, arbitrary: fc.record({ do: fc.constant('clear'), inside: flag, trace: flag }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('turn', 'open', 'close') }) },
) as fc.Arbitrary<Op>;
const policies = fc.record({
  atomic: fc.constantFrom(...modes), idempotent: fc.constantFrom(...modes), observable: fc.constantFrom(...modes), maxSingleWrites: fc.nat(4),
  requireFor: fc.constantFrom('batches' as const, 'all' as const), idempotency: fc.constantFrom('key' as const, 'effect' as const),
});

/** Keys of asynchronous batches: whatever comes first, they meet no others. */
const FAR = 1000;

class Model {
  readonly data = new Map<number, number>();
  pending = 0;
  group: { hasWritten: boolean; readonly reads: Map<number, number | undefined> } | undefined;
  singles = 0;
  isReported = false;
  readonly counts: Record<GuardRule, number> = { atomic: 0, idempotent: 0, observable: 0 };

  constructor(readonly policy: Required<Pick<GuardPolicy, 'atomic' | 'idempotent' | 'observable' | 'maxSingleWrites' | 'requireFor' | 'idempotency'>>) {}

  /** What must be found wrong with a write, the rules in order. */
  problems(op: Write, size: number): Problem[] {
    if (op.do === 'get' || (op.do === 'delete' && !this.data.has(op.key)) || (op.do === 'clear' && size === 0)) return [];
    if (op.do === 'getOrInsert' && this.data.has(op.key)) return [];
    const { atomic, idempotent, observable } = this.policy;
    return ([
      ['atomic', atomic === 'off' ? undefined : this.#atomic(op)],
      ['idempotent', idempotent === 'off' ? undefined : this.#repeated(op)],
      ['observable', observable === 'off' ? undefined : this.#untraced(op)],
    ] as const).filter((problem): problem is Problem => problem[1] !== undefined);
  }

  #atomic(op: Write): string | undefined {
    const inside = this.group !== undefined && op.inside;
    if (this.pending > 0 && op.do !== 'putAllAsync') return 'during-batch';
    if (this.group?.hasWritten === true && !inside) return 'interleaved';
    if (op.do === 'set' && inside && this.group!.reads.has(op.key) && this.group!.reads.get(op.key) !== this.data.get(op.key)) return 'lost-update';
    if ('carries' in op || this.singles < this.policy.maxSingleWrites) return undefined;
    return this.isReported && this.policy.atomic !== 'throw' ? undefined : 'loop';
  }

  #repeated(op: Write): string | undefined {
    const { requireFor, idempotency } = this.policy;
    if (op.do === 'increment') return requireFor === 'all' || idempotency === 'effect' ? 'adds-again' : undefined;
    if (op.do !== 'putAll' && op.do !== 'putAllAsync') return undefined;
    if (op.carries.some((carried) => carried === 'idempotencyKey' || carried === 'revision' || carried === 'entryIds')) return undefined;
    if (op.carries.includes('add')) return 'adds-again';
    return idempotency === 'key' ? 'no-key' : undefined;
  }

  #untraced(op: Write): string | undefined {
    if (!('carries' in op)) return this.policy.requireFor === 'all' && !op.trace ? 'no-trace' : undefined;
    return op.carries.includes('trace') || (op.do !== 'deleteAll' && op.carries.includes('batchId')) ? undefined : 'no-trace';
  }
}

/** Writes to a guarded map and to the model, which must agree after each. */
class Trial {
  readonly map: WasmMap<number, number>;
  readonly found: GuardViolation[] = [];
  readonly guarded;
  readonly model: Model;
  #trace = false;
  #group: { readonly handle: WriteGroup; end(): void } | undefined;
  #pending: Promise<unknown>[] = [];
  #asyncInside = false;
  #ids = 0;

  constructor(engine: 'wasm' | 'js', policy: Model['policy']) {
    this.map = new WasmMap<number, number>({ key: 'u32', value: 'f64', engine });
    this.model = new Model(policy);
    this.guarded = guard(this.map, { ...policy, traceId: () => (this.#trace ? 'a1b2' : undefined), onViolation: (violation) => { this.found.push(violation); } });
  }

  /** Returns a promise only where the program's microtasks are to run. */
  run(op: Op): Promise<void> | undefined {
    if (op.do === 'turn') return this.#turn();
    if (op.do === 'close') return this.close();
    if (op.do === 'open') {
      this.#open();
    } else {
      this.#write(op as Write);
    }
    return undefined;
  }

  #write(op: Write): void {
    const { model, map } = this;
    const size = map.size;
    const expected = model.problems(op, size);
    for (const [rule, kind] of expected) {
      model.counts[rule]++;
      if (kind === 'loop') model.isReported = true;
    }
    const refusal = expected.find(([rule]) => model.policy[rule] === 'throw');
    this.#trace = 'carries' in op ? op.carries.includes('trace') : op.trace;
    const before = this.found.length;
    const inside = op.inside && this.#group !== undefined;
    const call = (): unknown => (inside ? this.#group!.handle.write(() => this.#apply(op)) : this.#apply(op));
    if (op.do === 'putAllAsync') this.#begin(call() as Promise<unknown>, op, inside, refusal);
    else this.#done(call, op, inside, refusal, size);
    expect(this.found.slice(before).map(({ rule, kind }) => [rule, kind])).toEqual(expected);
    const entries = [...map].filter(([key]) => key < FAR).sort(([a], [b]) => a - b);
    expect(entries).toEqual([...model.data].sort(([a], [b]) => a - b));
    expect(this.guarded.violations).toEqual(model.counts);
  }

  #begin(result: Promise<unknown>, op: Write, inside: boolean, refusal: Problem | undefined): void {
    if (refusal !== undefined) {
      this.#pending.push(expect(result).rejects.toMatchObject({ code: 'ERR_WASMAP_GUARD', rule: refusal[0], violation: { kind: refusal[1] } }));
      return;
    }
    this.#pending.push(expect(result).resolves.toMatchObject({ failedCount: 0 }));
    this.model.pending++;
    this.#asyncInside ||= inside;
    this.#note(op, inside, 0);
  }

  #done(call: () => unknown, op: Write, inside: boolean, refusal: Problem | undefined, size: number): void {
    let thrown: unknown;
    try {
      call();
    } catch (error) {
      thrown = error;
    }
    if (refusal !== undefined) {
      expect(thrown).toBeInstanceOf(GuardError);
      expect([(thrown as GuardError).rule, (thrown as GuardError).violation.kind]).toEqual(refusal);
    } else if (op.do === 'compareAndPutAll' && op.key === 0) {
      expect(thrown).toBeInstanceOf(VersionError);
    } else {
      expect(thrown).toBe(undefined);
      this.#note(op, inside, size);
    }
  }

  #apply(op: Write): unknown {
    const { map } = this;
    switch (op.do) {
      case 'set': return map.set(op.key, ++this.#ids);
      case 'increment': return map.increment(op.key, 0.5);
      case 'getOrInsert': return map.getOrInsert(op.key, 7);
      case 'delete': return map.delete(op.key);
      case 'get': return map.get(op.key);
      case 'clear': return map.clear();
      case 'deleteAll': return map.deleteAll([op.key]);
      case 'putAll': return map.putAll([[op.key, ++this.#ids]], this.#options(op.carries));
      case 'putAllAsync': return map.putAllAsync([[FAR + op.key, 1]], this.#options(op.carries));
      case 'compareAndPutAll': return map.compareAndPutAll(map.version + (op.key === 0 ? 1 : 0), [[op.key, ++this.#ids]], this.#options(op.carries.filter((carried) => carried === 'batchId')));
    }
  }

  #options(carries: readonly Carried[]): PutAllOptions<number, number> {
    const id = ++this.#ids;
    return {
      ...(carries.includes('idempotencyKey') && { idempotencyKey: `key ${id}` }), ...(carries.includes('revision') && { revision: id }),
      ...(carries.includes('entryIds') && { entryIds: [id] }), ...(carries.includes('batchId') && { batchId: 'nightly' }),
      ...(carries.includes('add') && { onConflict: 'add' as const }),
    };
  }

  /** The model follows. */
  #note(op: Write, inside: boolean, size: number): void {
    const { data } = this.model;
    const group = inside ? this.model.group : undefined;
    if (op.do === 'get') return void group?.reads.set(op.key, data.get(op.key));
    if (op.do === 'clear' ? size === 0 : op.do === 'delete' ? !data.has(op.key) : op.do === 'getOrInsert' && data.has(op.key)) return;
    // Ids are drawn for the value first, then for the options.
    const id = this.#ids - 1;
    switch (op.do) {
      case 'set': data.set(op.key, this.#ids); break;
      case 'increment': data.set(op.key, (data.get(op.key) ?? 0) + 0.5); break;
      case 'getOrInsert': data.set(op.key, 7); break;
      case 'delete': case 'deleteAll': data.delete(op.key); break;
      case 'putAll': data.set(op.key, op.carries.includes('add') ? (data.get(op.key) ?? 0) + id : id); break;
      case 'compareAndPutAll': data.set(op.key, id); break;
      case 'clear': data.clear(); break;
      case 'putAllAsync': break;
    }
    if (!('carries' in op)) this.model.singles++;
    if (group === undefined) return;
    group.hasWritten = true;
    if ('carries' in op || op.do === 'clear') group.reads.clear();
    else group.reads.delete(op.key);
  }

  async #turn(): Promise<void> {
    await Promise.all(this.#pending);
    await microtask();
    if (this.#asyncInside) this.model.group?.reads.clear();
    this.#asyncInside = false;
    this.#pending = [];
    Object.assign(this.model, { pending: 0, singles: 0, isReported: false });
  }

  #open(): void {
    if (this.#group !== undefined) return;
    void this.guarded.group('group', (handle) => new Promise<void>((end) => { this.#group = { handle, end }; }));
    this.model.group = { hasWritten: false, reads: new Map() };
  }

  async close(): Promise<void> {
    await this.#turn();
    this.#group?.end();
    this.#group = undefined;
    this.model.group = undefined;
    await new Promise((resolve) => { setImmediate(resolve); });
  }
}

describe.each(engineKinds)('a guard on the %s engine', (engine) => {
  it('finds wrong with random writes what a model says, keeps the data of what it refuses, and leaves nothing behind', async () => {
    await fc.assert(fc.asyncProperty(policies, fc.array(command, { maxLength: 40 }), async (policy, ops) => {
      const trial = new Trial(engine, policy);
      for (const op of ops) {
        const turn = trial.run(op);
        if (turn !== undefined) await turn;
      }
      await trial.close();
      trial.guarded.stop();
      expect(Reflect.ownKeys(trial.map)).toEqual(['_table']);
      trial.map.putAll([[1, 1]]);
      expect(trial.guarded.violations).toEqual(trial.model.counts);
    }), { numRuns: runs(60) });
  });
});
