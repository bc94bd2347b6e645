import { tracingChannel } from 'node:diagnostics_channel';
import { expect, it } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { watch } from '../../src/watch/index.js';
import { collect } from '../heap/collect.js';

const isListenedTo = (): boolean => tracingChannel('wasmap:putall').end.hasSubscribers;

it('batches are listened to while a map is watched, and no longer', async () => {
  const map = new WasmMap([[1, 1]]);
  expect(isListenedTo()).toBe(false);
  const [one, other] = [watch(map), watch(map)];
  one.stop();
  one.stop();
  expect(isListenedTo()).toBe(true);
  other.stop();
  expect(isListenedTo()).toBe(false);
  (() => watch(map, { timer: false }))();
  expect(isListenedTo()).toBe(true);
  await collect();
  expect(isListenedTo()).toBe(false);
});
