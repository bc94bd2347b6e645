/** Killing a process that saves a map, and reading what is there then. */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { WasmMap } from '../../src/index.js';

const SAVER = fileURLToPath(new URL('children/saver.mjs', import.meta.url));
/** The longest that a saver is let live after its first file, in milliseconds: some dozens of files. */
const LONGEST_LIFE = 60;

/** Kills so many savers, one after another, at moments of chance. @throws Where what is there then is neither an old file nor a new one. */
export async function crash(times: number): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'wasmap-crash-'));
  try {
    for (let i = 0; i < times; i++) {
      const path = join(folder, 'map');
      await killOne(path);
      const map = WasmMap.deserialize<number, number>(readFileSync(path));
      const values = new Set(map.values());
      if (map.size !== 5000 || values.size !== 1) throw new Error(`${String(map.size)} entries of ${String(values.size)} files`);
      map.dispose();
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function killOne(path: string): Promise<void> {
  const child = spawn(process.execPath, [SAVER, path], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  await wait(Math.random() * LONGEST_LIFE);
  child.kill('SIGKILL');
  await once(child, 'exit');
}
