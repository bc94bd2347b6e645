import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, tracingChannel, unsubscribe } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import { type PutAllMessage, PutAllError, VersionError, WasmMap, WasmSet, WriteBatcher } from '../../src/index.js';
import { engineKinds } from '../support/workloads.js';

const channel = tracingChannel<string, PutAllMessage>('wasmap:putall');
type Event = 'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error';

/** Listens until the test is over; what was told, by the name of the event. */
function listen({ steps = false } = {}): (readonly [Event, PutAllMessage])[] {
  const told: (readonly [Event, PutAllMessage])[] = [];
  const on = (event: Event) => (message: PutAllMessage) => {
    told.push([event, message]);
    if (steps) message.noteSteps();
  };
  const listeners = { start: on('start'), end: on('end'), asyncStart: on('asyncStart'), asyncEnd: on('asyncEnd'), error: on('error') };
  channel.subscribe(listeners);
  stop = () => channel.unsubscribe(listeners);
  return told;
}
let stop = (): unknown => undefined;
afterEach(() => { stop(); });

const eventsOf = (told: ReturnType<typeof listen>): Event[] => told.map(([event]) => event);
const stepsOf = (told: ReturnType<typeof listen>): string[] | undefined => told.at(-1)?.[1].steps?.map(({ name }) => name);

describe.each(engineKinds)('the channel wasmap:putall on the %s engine', (engine) => {
  it('tells of a batch what it was, and what came of it', () => {
    const told = listen({ steps: true });
    const map = new WasmMap([[1, 1]], { key: 'u32', value: 'u32', name: 'stock', engine });
    const result = map.putAll([[2, 2], [3, 3]], { idempotencyKey: 'a', revision: 7 });
    expect(eventsOf(told)).toEqual(['start', 'end']);
    const [, message] = told[1]!;
    expect(message.map).toBe(map);
    expect(message).toMatchObject({
      call: 'putAll', name: 'stock', engine, sizeBefore: 1, entries: 2, idempotencyKey: 'a', revision: 7, result,
    });
    expect(stepsOf(told)).toEqual(['marshalled', 'before_insert', 'committed']);
    const times = [message.began, ...message.steps!.map(({ time }) => time), performance.now()];
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('tells what a batch failed for, and that it was taken back', () => {
    const told = listen({ steps: true });
    const map = new WasmMap([[1, 1]], { key: 'u32', value: 'u32', engine });
    expect(() => map.putAll([[2, 2], [1, 3]], { onConflict: 'error' })).toThrow(PutAllError);
    expect(eventsOf(told)).toEqual(['start', 'error', 'end']);
    expect(told[1]![1].error).toBeInstanceOf(PutAllError);
    expect(stepsOf(told)).toEqual(['marshalled', 'before_insert', 'rolled_back']);
    expect(() => map.compareAndPutAll(99, [[4, 4]])).toThrow(VersionError);
    expect([told.at(-1)![1].call, told.at(-1)![1].entries]).toEqual(['compareAndPutAll', undefined]);
    expect(() => map.putAll([], { atomic: 1 as never })).toThrow(TypeError);
    expect(eventsOf(told).slice(-3)).toEqual(['start', 'error', 'end']);
  });

  it('counts those entries of a batch, too, that are left out because they do not fit', async () => {
    const told = listen();
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    const pairs = [[1, 1], [2, -2], [3, 3], [-4, 4]] as const;
    map.putAll(pairs, { atomic: false });
    await map.putAllAsync(pairs, { atomic: false });
    const ends = told.filter(([, { result }]) => result !== undefined).map(([, { entries, result }]) => [entries, result!.written, result!.failedCount]);
    expect(ends).toEqual(Array(ends.length).fill([4, 2, 2]));
    expect(ends.length).toBeGreaterThan(1);
  });

  it('tells of asynchronous batches, sets and WriteBatchers', async () => {
    const told = listen();
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    await map.putAllAsync([[1, 1]], { batchId: 'nightly' });
    expect(eventsOf(told)).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(told.at(-1)![1]).toMatchObject({ call: 'putAllAsync', batchId: 'nightly', entries: 1, result: { written: 1 } });
    new WasmSet({ key: 'u32', engine }).addAll([1, 2]);
    const batcher = new WriteBatcher(map);
    const written = batcher.write(5, 5);
    const flushed = batcher.flush();
    await written;
    await flushed;
    await batcher.close();
    expect(told.slice(4).map(([event, { call, map: of }]) => [event, call, of === map])).toEqual([
      ['start', 'addAll', false], ['end', 'addAll', false], ['start', 'batcher', true], ['end', 'batcher', true],
    ]);
  });

  it('says nothing of what constructors fill, and notes no steps that nobody asked for', () => {
    const told = listen();
    const map = new WasmMap([[1, 1]], { key: 'u32', value: 'u32', engine });
    expect(told).toEqual([]);
    map.putAll([[1, 2]]);
    expect(stepsOf(told)).toBe(undefined);
  });

  it('does not come between a batch and its caller, whatever listens', () => {
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    const onStart = (message: unknown): void => { ((message as PutAllMessage).map as typeof map).set(9, 9); };
    subscribe('tracing:wasmap:putall:start', onStart);
    stop = () => unsubscribe('tracing:wasmap:putall:start', onStart);
    expect(map.putAll([[1, 1]]).written).toBe(1);
    expect([...map.keys()].sort()).toEqual([1, 9]);
  });

  it('runs a batch inside what listeners put around it, to its end', async () => {
    const storage = new AsyncLocalStorage<string>();
    const around = (name: string) => (message: unknown): void => {
      (message as PutAllMessage).wrap((run) => storage.run(`${storage.getStore() ?? ''}${name}`, run));
    };
    const [first, second] = [around('a'), around('b')];
    subscribe('tracing:wasmap:putall:start', first);
    subscribe('tracing:wasmap:putall:start', second);
    stop = () => [first, second].map((listener) => unsubscribe('tracing:wasmap:putall:start', listener));
    const seen: unknown[] = [];
    function* source(): Iterable<[number, number]> {
      seen.push(storage.getStore());
      yield [1, 1];
    }
    async function* slowSource(): AsyncIterable<[number, number]> {
      await new Promise((resolve) => { setTimeout(resolve, 1); });
      yield* source();
    }
    const map = new WasmMap({ key: 'u32', value: 'u32', engine });
    expect(map.putAll(source()).written).toBe(1);
    expect((await map.putAllAsync(slowSource())).written).toBe(1);
    expect(() => map.putAll([[1, -1]])).toThrow(PutAllError);
    expect(seen).toEqual(['ba', 'ba']);
    expect(storage.getStore()).toBe(undefined);
  });
});
