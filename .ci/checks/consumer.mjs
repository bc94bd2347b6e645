/**
 * The package as its users meet it: the tarball installed into a project of its own, whose typed sample compiles under every
 * supported TypeScript with the declarations checked, and runs under every Node given as an argument.
 */
import { cpSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, outputOf, pack, root, run, temporaryFolder } from './support.mjs';

const project = join(temporaryFolder(), 'project');
cpSync(join(root, 'test', 'package', 'consumer'), project, { recursive: true, filter: (path) => !path.includes('node_modules') });
const inProject = { cwd: project };
const tarball = pack(dirname(project));

run('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund'], inProject);
run('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund', tarball], inProject);

const { devDependencies } = JSON.parse(readFileSync(join(project, 'package.json'), 'utf8'));
for (const name of Object.keys(devDependencies).filter((dependency) => dependency.startsWith('typescript'))) {
  const compiler = join(project, 'node_modules', name, 'bin', 'tsc');
  run(process.execPath, [compiler, '-p', '.'], inProject);
  console.log(`the typed sample compiles under TypeScript ${outputOf(process.execPath, [compiler, '--version'], inProject).replace('Version', '').trim()}`);
}

const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];
for (const node of nodes) {
  const version = outputOf(node, ['--version']).trim();
  run(node, ['first-use.mjs'], inProject);
  run(node, [join(project, 'node_modules', 'wasmap', 'dist', 'cli.js'), '--version'], inProject);
  const stack = outputOf(node, ['--enable-source-maps', 'first-error.mjs'], inProject);
  if (!/\/map\/wasm-map\.ts:\d+:\d+/.test(stack) || /dist\/[^:\n]*\.js:/.test(stack)) fail(`an error does not lead to the TypeScript:\n${stack}`);
  console.log(`the tarball runs under Node ${version}`);
}
