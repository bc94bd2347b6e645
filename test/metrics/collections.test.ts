import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';

describe('wasmap_putall_gc_triggers_total', () => {
  it('counts the collections that V8 tells of while a batch ran, and no others', () => {
    const child = fileURLToPath(new URL('children/collections.mjs', import.meta.url));
    const lines = execFileSync(process.execPath, ['--expose-gc', '--trace-gc', child], { encoding: 'utf8' }).split('\n');
    const isForced = (line: string): boolean => line.includes('testing');
    const [first, last] = [lines.findIndex(isForced), lines.findLastIndex(isForced)];
    const told = lines.slice(first + 1, last).filter((line) => /Scavenge|Mark-(Compact|sweep)|Minor/i.test(line)).length;
    expect(told).toBeGreaterThan(0);
    expect(lines.filter((line) => line.startsWith('counted'))).toEqual([`counted ${told}`]);
  });
});
