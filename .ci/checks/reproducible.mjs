/**
 * Each module must come out of `asc` as it is in `dist`, byte for byte: twice here, and under every other Node given as an argument. As released and with
 * assertions at a time, one processor each.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { argumentsOf, fileOf, modules, targets } from '../../src/build/modules.mjs';
import { fail, outputOf, root, temporaryFolder } from './support.mjs';

const asc = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');

async function compile(node, name, target) {
  const folder = temporaryFolder();
  await promisify(execFile)(node, [asc, ...argumentsOf(name, target, folder)], { cwd: root });
  return readFileSync(join(folder, fileOf(name, target)));
}

async function check(name, target) {
  const file = fileOf(name, target);
  const built = readFileSync(join(root, 'dist', 'wasm', file));
  for (const node of [process.execPath, process.execPath, ...process.argv.slice(2)]) {
    const version = outputOf(node, ['--version']).trim();
    if (!(await compile(node, name, target)).equals(built)) fail(`${file} compiled under Node ${version} differs from the one in dist`);
    console.log(`${file} under Node ${version}: identical`);
  }
  console.log(`${file}: ${built.length} bytes, sha256 ${createHash('sha256').update(built).digest('hex')}`);
}

for (const name of Object.keys(modules)) await Promise.all(targets.map((target) => check(name, target)));
