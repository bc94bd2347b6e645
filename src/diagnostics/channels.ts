/**
 * Node's diagnostics channels, where the runtime has them (Node, Deno, Bun, workerd with `nodejs_compat`): the core tells of what it does, and
 * nothing is told, or made to be told, while nobody listens. Elsewhere nobody can listen.
 */

/** What hears of messages. */
export type Listener = (message: unknown) => void;

/** What is used of a channel. */
export interface Channel {
  /** A method in workerd. */
  readonly hasSubscribers: boolean | (() => boolean);
  publish(message: object): void;
  subscribe(listener: Listener): void;
  unsubscribe(listener: Listener): void;
}

/** What becomes of a call: of one that is asynchronous, `end` is when it returned its promise, and `asyncEnd` when that was settled. */
export type BatchEvent = 'start' | 'end' | 'asyncStart' | 'asyncEnd' | 'error';

/** What is used of a tracing channel, which is five channels: what began, ended, and failed. */
export interface TracingChannel {
  /** Some runtimes do not tell. */
  readonly hasSubscribers?: boolean | (() => boolean);
  readonly start: Channel;
  readonly end: Channel;
  readonly asyncStart: Channel;
  readonly asyncEnd: Channel;
  readonly error: Channel;
  traceSync<Result>(run: () => Result, message: object): Result;
  tracePromise<Result>(run: () => Promise<Result>, message: object): Promise<Result>;
}

interface DiagnosticsChannels {
  channel(name: string): Channel;
  tracingChannel(name: string): TracingChannel;
}

interface RuntimeGlobals {
  readonly process?: { getBuiltinModule?(name: string): DiagnosticsChannels | undefined };
}

const nothing = (): void => undefined;
const silent: Channel = { hasSubscribers: false, publish: nothing, subscribe: nothing, unsubscribe: nothing };
const silentTracing: TracingChannel = {
  hasSubscribers: false, start: silent, end: silent, asyncStart: silent, asyncEnd: silent, error: silent,
  traceSync: (run) => run(),
  tracePromise: (run) => run(),
};

/** Asked for when something is first to be told: some runtimes grant nothing while a module loads. */
function ofRuntime(): DiagnosticsChannels | undefined {
  try {
    return (globalThis as RuntimeGlobals).process?.getBuiltinModule?.('node:diagnostics_channel');
  } catch {
    return undefined;
  }
}

let batches: TracingChannel | undefined;
let loads: TracingChannel | undefined;
const plain = new Map<string, Channel>();

function theBatches(): TracingChannel {
  return batches ??= ofRuntime()?.tracingChannel('wasmap:putall') ?? silentTracing;
}

function theLoads(): TracingChannel {
  return loads ??= ofRuntime()?.tracingChannel('wasmap:cacheload') ?? silentTracing;
}

function channelNamed(name: 'wasmap:grow' | 'wasmap:guard'): Channel {
  let channel = plain.get(name);
  if (channel === undefined) plain.set(name, channel = ofRuntime()?.channel(name) ?? silent);
  return channel;
}

/** Whether anybody listens; undefined where a tracing channel does not tell. */
function heard(channel: { readonly hasSubscribers?: boolean | (() => boolean) }): boolean | undefined {
  const { hasSubscribers } = channel;
  return typeof hasSubscribers === 'function' ? hasSubscribers.call(channel) : hasSubscribers;
}

/** Whether anybody listens to one of `channels`. */
export const isHeard = (...channels: readonly Channel[]): boolean => channels.some((channel) => heard(channel) === true);

const ifHeard = (channel: Channel): Channel | undefined => (isHeard(channel) ? channel : undefined);

/** The channel `wasmap:putall`, if anybody listens to it. */
export const batchChannel = (): TracingChannel | undefined => ifTraced(theBatches());

/** The channel `wasmap:cacheload`, if anybody listens to it. */
export const loadChannel = (): TracingChannel | undefined => ifTraced(theLoads());

/** Whether the runtime has channels, so that loads can be told of. */
export const canTellOfLoads = (): boolean => theLoads() !== silentTracing;

/** The channel `wasmap:grow`, if anybody listens to it. */
export const growChannel = (): Channel | undefined => ifHeard(channelNamed('wasmap:grow'));

/** The channel `wasmap:guard`, if anybody listens to it. */
export const guardChannel = (): Channel | undefined => ifHeard(channelNamed('wasmap:guard'));

/** Listens to a channel, until what is returned is called. */
export function listenTo(name: 'wasmap:grow' | 'wasmap:guard', listener: Listener): () => void {
  const channel = channelNamed(name);
  channel.subscribe(listener);
  return () => { channel.unsubscribe(listener); };
}

/** Listens to `wasmap:putall`, until what is returned is called. */
export function listenToBatches(listeners: Listeners): () => void {
  return listenToTraces(theBatches(), listeners);
}

/** Listens to `wasmap:cacheload`, until what is returned is called. */
export function listenToLoads(listeners: Listeners): () => void {
  return listenToTraces(theLoads(), listeners);
}

type Listeners = Readonly<Partial<Record<BatchEvent, Listener>>>;

function listenToTraces(channel: TracingChannel, listeners: Listeners): () => void {
  const pairs = Object.entries(listeners) as [BatchEvent, Listener][];
  for (const [event, listener] of pairs) channel[event].subscribe(listener);
  return () => {
    for (const [event, listener] of pairs) channel[event].unsubscribe(listener);
  };
}

function ifTraced(channel: TracingChannel): TracingChannel | undefined {
  return (heard(channel) ?? anySubscribed(channel)) ? channel : undefined;
}

function anySubscribed({ start, end, asyncStart, asyncEnd, error }: TracingChannel): boolean {
  return isHeard(start, end, asyncStart, asyncEnd, error);
}
