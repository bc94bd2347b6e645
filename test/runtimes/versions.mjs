/** Holds README's table of runtimes to what the tests ran in. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../.ci/checks/support.mjs';

/** The versions in the table's second column; what follows a number there, such as ESR, is part of a name. */
function versionsInReadme(name) {
  const lines = readFileSync(join(root, 'README.md'), 'utf8').split('\n').filter((line) => line.startsWith('|'));
  const row = lines.map((line) => line.split('|')).find(([, runtime]) => runtime.trim().split(' ')[0] === name);
  return row?.[2].match(/\d[\d.]*/g) ?? [];
}

/** The table may say less of a version than there is: 24.21 is right where 24.21.0 is found. */
const isOf = (found) => (stated) => `${found}.`.startsWith(`${stated}.`);

/** @returns a line where README names other versions of the runtime than the one found */
export function disagreement(name, found) {
  const stated = versionsInReadme(name);
  if (stated.some(isOf(found))) return undefined;
  return `${name} ${found} ran, and README's table of runtimes has ${stated.length > 0 ? stated.join(', ') : 'no such line'}`;
}
