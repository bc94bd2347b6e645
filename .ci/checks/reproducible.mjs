/**
 * The module must come out of `asc` as it is in `dist`, byte for byte: twice here, and under every other Node given as an argument. Both targets
 * at a time, one processor each.
 */
import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fail, outputOf, root, temporaryFolder } from './support.mjs';

const targets = { release: 'wasmap.wasm', debug: 'wasmap.debug.wasm' };
const asc = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');

async function compile(node, target) {
  const folder = temporaryFolder();
  const output = join(folder, targets[target]);
  const text = target === 'release' ? ['--textFile', join(folder, 'wasmap.wat')] : [];
  await promisify(execFile)(node, [asc, '--target', target, '--outFile', output, ...text], { cwd: root });
  return readFileSync(output);
}

async function check(target) {
  const built = readFileSync(join(root, 'dist', 'wasm', targets[target]));
  for (const node of [process.execPath, process.execPath, ...process.argv.slice(2)]) {
    const version = outputOf(node, ['--version']).trim();
    if (!(await compile(node, target)).equals(built)) fail(`the ${target} module compiled under Node ${version} differs from the one in dist`);
    console.log(`${target} module under Node ${version}: identical`);
  }
  console.log(`${target} module: ${built.length} bytes, sha256 ${createHash('sha256').update(built).digest('hex')}`);
}

await Promise.all(Object.keys(targets).map(check));
