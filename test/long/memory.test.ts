import { describe, expect, it } from 'vitest';
import { engineKinds } from '../support/workloads.js';
import { runChild } from './child.js';

describe.each(engineKinds)('on the %s engine', (engine) => {
  // Two chunks (0.5 MB) were asked for. V8 clears weak references in full collections only: one for each thousand maps would
  // double what the maps cost here, and take 20 to 200 ms each where the heap is large. So they are asked for at 4 MiB.
  it('a million maps of 8 entries, made and dropped in chunks of 1 000, never hold more than 8 MB', async () => {
    const { chunk, peak } = await runChild('many-maps.mjs', { arguments: ['chunks', engine] }) as Record<string, number>;
    expect(chunk).toBeLessThan(400_000);
    expect(peak).toBeLessThan(8_000_000);
  });

  it('maps made and dropped in a synchronous loop end in CapacityError, and memory recovers once the loop is over', async () => {
    const { capacity, left, full, recovered } = await runChild('many-maps.mjs', { arguments: ['synchronously', engine] });
    expect(capacity).toBe(true);
    expect(left).toBeLessThan((full as number) / 10);
    expect(recovered).toBe(true);
  });

  it.each(['batch', 'single'])('linear memory filled by %s writes ends in CapacityError; every map is whole and the heap goes on', async (how) => {
    const result = await runChild('exhaust.mjs', { arguments: [how, engine] });
    expect(result).toMatchObject({ code: 'ERR_WASMAP_CAPACITY', typed: true, whole: true, accounted: true, recovered: true });
    if (how === 'batch') expect(result['lastSize']).toBe(0);
    expect(result['maps']).toBeGreaterThan(50);
  });

  it.each(['batch', 'single'])('8 million entries put by %s writes add to the process what the map says it owns, within a tenth', async (how) => {
    const { gain, bytes } = await runChild('resident.mjs', { arguments: [engine, how], nodeOptions: ['--expose-gc'] }) as Record<string, number>;
    expect(gain! / bytes!).toBeGreaterThan(0.9);
    expect(gain! / bytes!).toBeLessThan(1.1);
  });
});

describe('under a low limit of address space', () => {
  it.each([1_500_000, 3_000_000])('of %i KiB maps work, and end in CapacityError with every map whole', async (addressSpace) => {
    const result = await runChild('exhaust.mjs', { arguments: ['batch'], addressSpace });
    expect(result).toMatchObject({ code: 'ERR_WASMAP_CAPACITY', typed: true, whole: true, accounted: true, recovered: true, lastSize: 0 });
  });
});
