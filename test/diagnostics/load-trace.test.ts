import { AsyncLocalStorage } from 'node:async_hooks';
import { tracingChannel } from 'node:diagnostics_channel';
import { afterEach, describe, expect, it } from 'vitest';
import { WasmCache } from '../../src/cache/index.js';
import { type CacheLoadMessage, tracedLoad } from '../../src/diagnostics/load-trace.js';
import { load, loaded } from '../support/loads.js';

const channel = tracingChannel<string, CacheLoadMessage>('wasmap:cacheload');
const stops: (() => void)[] = [];
afterEach(() => { for (const stop of stops.splice(0)) stop(); });

/** Names of events, and their messages, until the test is over. */
function listen(onStart: (message: CacheLoadMessage) => void = () => undefined): { events: string[]; messages: Set<CacheLoadMessage> } {
  const heard = { events: [] as string[], messages: new Set<CacheLoadMessage>() };
  const hears = (name: string) => (message: CacheLoadMessage): void => {
    if (name === 'start') onStart(message);
    heard.events.push(name);
    heard.messages.add(message);
  };
  const listeners = { start: hears('start'), end: hears('end'), asyncStart: hears('asyncStart'), asyncEnd: hears('asyncEnd'), error: hears('error') };
  channel.subscribe(listeners);
  stops.push(() => { channel.unsubscribe(listeners); });
  return heard;
}

const cache = new WasmCache({ max: 10, key: 'string', value: 'u32', name: 'prices', engine: 'js' });

describe('the channel wasmap:cacheload', () => {
  it('is not told of anything while nobody listens', () => {
    const perform = loaded(1);
    expect(tracedLoad({ cache, keys: 1, isRefresh: false, signal: new AbortController().signal, joined: () => 0 }, perform)).toBe(perform);
  });

  it('tells of a load by one message, in which there is neither a key nor a value', async () => {
    const { events, messages } = listen();
    expect(await load(cache, loaded('secret'), { joined: () => 3 })).toEqual([{ value: 'secret' }]);
    expect(events).toEqual(['start', 'end', 'asyncStart', 'asyncEnd']);
    expect(messages.size).toBe(1);
    const [message] = messages;
    expect(message).toMatchObject({ name: 'prices', engine: 'js', keyKind: 'string', keys: 1, isRefresh: false, outcome: 'loaded', failed: 0, joined: 3 });
    expect(message!.cache).toBe(cache);
    expect(message!.began).toBeGreaterThanOrEqual(message!.asked);
    expect(Object.values(message!)).not.toContain('secret');
    expect((message as { result?: unknown }).result).toBe(undefined);
  });

  it('says what came of it', async () => {
    const { messages } = listen();
    const problem = new Error('gone');
    const failing = (): Promise<never> => Promise.reject(problem);
    await expect(load(cache, failing)).rejects.toBe(problem);
    await load(cache, () => Promise.resolve([{ value: 1 }, { error: problem }]), { keys: 2 });
    await load(cache, () => Promise.resolve([{ error: problem }, { error: 1 }]), { keys: 2 });
    await expect(load(cache, failing, { signal: AbortSignal.abort() })).rejects.toBe(problem);
    await load(cache, loaded(undefined), { isRefresh: true });
    expect([...messages].map(({ outcome, failed, error }) => [outcome, failed, error])).toEqual([
      ['failed', 1, problem], ['partial', 1, problem], ['failed', 2, problem], ['aborted', 1, problem], ['loaded', 0, undefined],
    ]);
    expect([...messages].map(({ isRefresh }) => isRefresh)).toEqual([false, false, false, false, true]);
  });

  it('has the function run in the context of who asked, and inside what listeners put around it', async () => {
    const storage = new AsyncLocalStorage<string>();
    const order: string[] = [];
    listen(({ wrap }) => { expect(wrap).toBeTypeOf('function'); });
    listen((message) => {
      order.push(`start for ${storage.getStore()!}`);
      message.wrap((run) => { order.push('around'); return run(); });
    });
    const perform = (): Promise<{ value: number }[]> => {
      order.push(`performed for ${storage.getStore()!}`);
      return Promise.resolve([{ value: 1 }]);
    };
    const traced = storage.run('who asked', () => tracedLoad({ cache, keys: 1, isRefresh: false, signal: new AbortController().signal, joined: () => 0 }, perform));
    await storage.run('who was before', traced);
    expect(order).toEqual(['start for who asked', 'around', 'performed for who asked']);
  });
});
