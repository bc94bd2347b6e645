/** What npm would publish: nothing in it that need not be, and nothing that publint or attw find wrong. */
import { join } from 'node:path';
import { fail, outputOf, pack, root, run, temporaryFolder } from './support.mjs';

const bin = join(root, 'node_modules', '.bin');
const tarball = pack(temporaryFolder());

const files = outputOf('tar', ['-tzf', tarball]).trim().split('\n').map((path) => path.replace(/^package\//, ''));
const expected = /^(package\.json|README\.md|CHANGELOG\.md|LICENSE|SECURITY\.md|src\/(GUIDE|serial\/FORMAT)\.md|dist\/wasmap\.wasm|dist\/(?!start\.js$|page\/).+\.(js|d\.ts))$/;
const surplus = files.filter((path) => !expected.test(path));
if (surplus.length > 0) fail(`files that should not be published: ${surplus.join(', ')}`);
console.log(`${files.length} files to publish`);

run(join(bin, 'publint'), ['run', tarball, '--strict']);
run(join(bin, 'attw'), [tarball, '--profile', 'esm-only', '--exclude-entrypoints', './wasmap.wasm']);
