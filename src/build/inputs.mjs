/** What bundles are made of, as the bundler saw it, is noted in `dist/inputs` for the notices and the list of materials. */
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = new URL('../../dist/inputs/', import.meta.url);

/** The files of which something is in the output of this name; in all outputs, without one. */
export function inputsOf({ outputs }, name = '') {
  const wanted = Object.entries(outputs).filter(([path]) => path.endsWith(name));
  if (wanted.length === 0) throw new Error(`the bundler wrote no ${name}`);
  return wanted.flatMap(([, { inputs }]) => Object.entries(inputs)).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([path]) => path);
}

export function noteInputs(file, inputs) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(new URL(`${file}.json`, folder), JSON.stringify([...new Set(inputs)].sort()));
}

/** @returns the inputs of each bundle, by its name in `dist` */
export function notedInputs() {
  const names = readdirSync(fileURLToPath(folder)).sort();
  return new Map(names.map((name) => [name.replace(/\.json$/, ''), JSON.parse(readFileSync(new URL(name, folder), 'utf8'))]));
}
