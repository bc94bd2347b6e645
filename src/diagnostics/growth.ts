/** What is told of a linear memory that has grown, on the channel `wasmap:grow`. */
import { now } from '../clock.js';
import { growChannel } from './channels.js';

/** A linear memory has grown: the one that all maps of an engine share, or a separate heap's. */
export interface GrowMessage {
  /** The engine whose memory it is. */
  readonly engine: 'wasm' | 'js';
  /** Tells memories apart; nothing is to be read from it. */
  readonly memory: object;
  /** Bytes that it had. */
  readonly bytesBefore: number;
  /** Bytes that it has. */
  readonly bytes: number;
  /** When it grew, by the clock of `performance.now()`. */
  readonly time: number;
}

/**
 * To be called whenever `memory` has grown, also from within the module: listeners may be anybody's code, and might call the map that is
 * just being written to, so they hear of it in a microtask.
 */
export function noteGrowth(engine: 'wasm' | 'js', memory: object, bytesBefore: number, bytes: number): void {
  const channel = growChannel();
  if (channel === undefined) return;
  const message: GrowMessage = { engine, memory, bytesBefore, bytes, time: now() };
  queueMicrotask(() => { channel.publish(message); });
}
