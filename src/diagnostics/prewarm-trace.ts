/** What is told of prewarming on Node's tracing channel `wasmap:prewarm`, where the runtime has such and somebody listens. */
import type { PrewarmReport } from '../cache/prewarm/prewarm.js';
import { builtin } from './builtin.js';
import type { Listener, TracingChannel } from './channels.js';

/** The same object in all events of one call. */
export interface PrewarmMessage {
  /** What is filled. */
  readonly cache: object;
  /** Its name, if it has one. */
  readonly name: string | undefined;
  /** What came of it, in the event `asyncEnd`. */
  readonly result?: PrewarmReport;
  /** What the call was rejected with. */
  readonly error?: unknown;
}

interface DiagnosticsChannels {
  tracingChannel(name: string): TracingChannel;
}

const channelOf = (): TracingChannel | undefined => builtin<DiagnosticsChannels>('node:diagnostics_channel')?.tracingChannel('wasmap:prewarm');

/** Listens to how calls have ended, until what is returned is called. */
export function listenToPrewarms(onEnd: Listener): () => void {
  const ends = channelOf()?.asyncEnd;
  ends?.subscribe(onEnd);
  return () => { ends?.unsubscribe(onEnd); };
}

/** Does `run`, and tells of it. */
export function tracedPrewarm<Result>(cache: object, run: () => Promise<Result>): Promise<Result> {
  const channel = channelOf();
  if (channel === undefined) return run();
  const { name } = cache as { name?: unknown };
  const message: PrewarmMessage = { cache, name: typeof name === 'string' ? name : undefined };
  return channel.tracePromise(run, message);
}
