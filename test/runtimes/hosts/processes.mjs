/** Node, Deno and Bun: each runs the tests in a process of its own. */
import { execFile } from 'node:child_process';
import { copyFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const execute = promisify(execFile);
const { resolve } = createRequire(import.meta.url);
const guests = fileURLToPath(new URL('../guests/', import.meta.url));

/** The programs that the packages of these names bring. */
export const deno = () => join(dirname(resolve('deno/package.json')), '..', '.bin', 'deno');
export const bun = () => join(dirname(resolve('bun/package.json')), '..', '.bin', 'bun');

/** Resolves to what a command prints, without the line's end; the checks' `outputOf` waits, which would stop the other lane. */
export async function printedBy(command, args, options) {
  const { stdout } = await execute(command, args, { maxBuffer: 2 ** 28, timeout: 300_000, ...options });
  return stdout.trim();
}

async function conformance(command, args, { project }) {
  copyFileSync(join(guests, 'process.mjs'), join(project, 'process.mjs'));
  const output = await printedBy(command, [...args, 'process.mjs'], { cwd: project });
  return JSON.parse(output.slice(output.lastIndexOf('\n') + 1));
}

/** Whoever tests brings it: README's table names the versions that were current. */
export const node = (command) => ({
  name: 'Node',
  pinned: false,
  async run(context) {
    context.tellVersion(await printedBy(command, ['--version']));
    copyFileSync(join(guests, 'require.cjs'), join(context.project, 'require.cjs'));
    await printedBy(command, ['require.cjs'], { cwd: context.project });
    return conformance(command, [], context);
  },
});

export const denoHost = {
  name: 'Deno',
  pinned: true,
  async run(context) {
    context.tellVersion((await printedBy(deno(), ['--version'])).split(' ')[1]);
    copyFileSync(join(guests, 'first-use.mjs'), join(context.project, 'first-use.mjs'));
    await printedBy(deno(), ['run', '--no-prompt', 'first-use.mjs'], { cwd: context.project });
    // What the expectations ask the environment for is whether they may write in colours.
    return conformance(deno(), ['run', '--no-prompt', '--allow-env'], context);
  },
};

export const bunHost = {
  name: 'Bun',
  pinned: true,
  async run(context) {
    context.tellVersion(await printedBy(bun(), ['--version']));
    return conformance(bun(), ['run'], context);
  },
};
