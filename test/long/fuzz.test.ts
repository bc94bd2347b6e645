/** Ten million changed files: as test/serial/fuzz.test.ts, of which `npm test` runs a thousandth. */
import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';

const RUNS_A_PROCESS = 1_000_000;

it.each(Array.from({ length: 10 }, (_, i) => i))('a million changed files, %i of ten', (i) => {
  const env = { ...process.env, WASMAP_FUZZ_RUNS: String(RUNS_A_PROCESS), WASMAP_FUZZ_SEED: String(1000 + i) };
  const output = execFileSync(process.execPath, ['node_modules/vitest/vitest.mjs', 'run', '--config', '.config/vitest.config.ts', '--testTimeout', '3600000', 'test/serial/fuzz.test.ts'], { env, encoding: 'utf8' });
  expect(output).toMatch(/14 passed/);
}, 3_600_000);
