import { fileURLToPath } from 'node:url';
import { createContext, runInContext } from 'node:vm';
import { buildSync } from 'esbuild';
import { describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));

/** What a program prints, bundled for browsers, in a context that has what the language has and nothing else. */
async function run(program: string): Promise<unknown> {
  const { outputFiles } = buildSync({
    stdin: { contents: program.replace(/'wasmap(\/\w+)?'/g, (_, entry: string | undefined) => `'./dist${entry ?? ''}/index.js'`), resolveDir: root },
    bundle: true, format: 'iife', globalName: 'program', platform: 'browser', write: false, logLevel: 'error',
  });
  const context = createContext({});
  return runInContext(`${outputFiles[0]!.text}; program.done`, context) as Promise<unknown>;
}

describe('where there is nothing of Node’s', () => {
  it('maps are guarded, and their writes logged, as elsewhere', async () => {
    const found = await run(`
      import { WasmMap } from 'wasmap';
      import { guard, guardNativeMap } from 'wasmap/guard';
      import { jsonLines, logMap, logWrites } from 'wasmap/log';
      async function main() {
        const lines = [], map = new WasmMap({ key: 'u32', value: 'u32', engine: 'js' });
        logWrites({ sink() { throw new Error('nobody tells of batches here'); } });
        const log = logMap(map, { sink: jsonLines((line) => lines.push(JSON.parse(line))), mask: 'hash', site: true, sample: 1 });
        const watched = guard(map, { maxSingleWrites: 2 });
        for (let i = 0; i < 5; i++) map.set(i, i);
        map.putAll([[1, 1]]);
        const pending = map.putAllAsync([[1, 2]], { idempotencyKey: 'a', batchId: 'b' });
        map.set(1, 3);
        await pending;
        await watched.group('group', async (group) => { map.get(1); map.set(1, 4); await undefined; group.write(() => map.set(1, 5)); });
        const native = guardNativeMap(new Map(), { mode: 'count' });
        return JSON.stringify({
          operations: lines.map(({ map_op }) => map_op).join(), masked: /^[0-9a-f]{16}$/.test(lines[0].map_key), errors: log.errors,
          violations: watched.violations, loops: watched.loops.map(({ writes }) => writes), native: native.violations,
        });
      }
      export const done = main();
    `);
    expect(JSON.parse(found as string)).toEqual({
      operations: 'set,set,set,set,set,putAll,set,putAllAsync,set,set', masked: true, errors: 0,
      violations: { atomic: 2, idempotent: 1, observable: 1 }, loops: [6], native: { atomic: 0, idempotent: 0, observable: 0 },
    });
  });
});
