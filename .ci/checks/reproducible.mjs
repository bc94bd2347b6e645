/**
 * The module must come out of `asc` the same, byte for byte: twice here, under every other Node given as an argument, and in
 * `dist`.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fail, outputOf, root, run, temporaryFolder } from './support.mjs';

const targets = { release: 'wasmap.wasm', debug: 'wasmap.debug.wasm' };
const asc = join(root, 'node_modules', 'assemblyscript', 'bin', 'asc.js');

function compile(node, target) {
  const folder = temporaryFolder();
  const output = join(folder, targets[target]);
  const text = target === 'release' ? ['--textFile', join(folder, 'wasmap.wat')] : [];
  run(node, [asc, '--target', target, '--outFile', output, ...text], { stdio: ['ignore', 'ignore', 'inherit'] });
  return readFileSync(output);
}

const nodes = [process.execPath, process.execPath, ...process.argv.slice(2)];
for (const target of Object.keys(targets)) {
  const built = readFileSync(join(root, 'dist', 'wasm', targets[target]));
  for (const node of nodes) {
    const version = outputOf(node, ['--version']).trim();
    if (!compile(node, target).equals(built)) fail(`the ${target} module compiled under Node ${version} differs from the one in dist`);
    console.log(`${target} module under Node ${version}: identical`);
  }
  console.log(`${target} module: ${built.length} bytes, sha256 ${createHash('sha256').update(built).digest('hex')}`);
}
