/** Compiles the modules into `dist/wasm`, two at a time. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { argumentsOf, modules, targets } from './modules.mjs';

for (const target of targets) {
  const compiled = await Promise.all(Object.keys(modules).map((name) =>
    promisify(execFile)(process.execPath, ['node_modules/assemblyscript/bin/asc.js', ...argumentsOf(name, target, 'dist/wasm')])));
  for (const { stderr } of compiled) process.stderr.write(stderr);
}
