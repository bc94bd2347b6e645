/** How long the first map takes, with its first write: in processes of Node and browsers that have done nothing before. */
import { execFile } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { launchChromium, launchFirefox } from '../../../test/runtimes/hosts/browsers.mjs';
import { ISOLATION, serveFolder } from '../serve.mjs';
import { median, rounded } from '../../statistics.mjs';

const execute = promisify(execFile);
const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));
/** Fresh processes and pages. */
const STARTS = 15;
/** Milliseconds; Firefox is shown beside them. */
const BARS = { Node: 5, Chromium: 10 };

/** Milliseconds of the first map and write, and of the import before it. An engine in JavaScript would be another figure. */
const FIRST_USE = `const began = performance.now();
const { engineInfo, WasmMap } = await import(specifier);
const loaded = performance.now();
new WasmMap({ key: 'u32', value: 'f64' }).set(1, 0.5);
const elapsed = [performance.now() - loaded, loaded - began];
if (engineInfo().engine !== 'wasm') throw new Error(engineInfo().reason);`;

async function inNode() {
  const code = `const specifier = ${JSON.stringify(`file://${dist}index.js`)};\n${FIRST_USE}\nconsole.log(JSON.stringify(elapsed));`;
  const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', code]);
  return JSON.parse(stdout);
}

/** A page without a policy: the comparison's own forbids compiling, which its workers do. */
const EMPTY_PAGE = '<!doctype html><html lang="en"><title>the first map of a page</title></html>';

/** A process of the browser's own for each page, so that nothing is compiled or cached. */
async function inBrowser(launch, address) {
  const browser = await launch();
  try {
    const page = await browser.newPage();
    await page.goto(`${address}empty.html`);
    return await page.evaluate(`(async () => { const specifier = '${address}index.js';\n${FIRST_USE}\nreturn elapsed; })()`);
  } finally {
    await browser.close();
  }
}

async function manyTimes(start) {
  const times = [];
  for (let i = 0; i < STARTS; i++) times.push(await start());
  return { first: times.map(([first]) => first), load: times.map(([, load]) => load) };
}

/** Shows the times; resolves to the bars missed. */
export async function showFirstMaps() {
  writeFileSync(join(dist, 'empty.html'), EMPTY_PAGE);
  const { address, close } = await serveFolder({ folder: dist, headers: ISOLATION });
  const table = new Table({ head: ['first map and write', 'median, ms', 'least to most', 'bar', 'import, ms'] });
  const missed = [];
  try {
    const starts = { Node: inNode, Chromium: () => inBrowser(launchChromium, address), Firefox: () => inBrowser(launchFirefox, address) };
    for (const [name, start] of Object.entries(starts)) {
      const { first, load } = await manyTimes(start);
      const bar = BARS[name];
      table.push([name, rounded(median(first)), `${rounded(Math.min(...first))} to ${rounded(Math.max(...first))}`, bar ?? '', rounded(median(load))]);
      if (median(first) > bar) missed.push(`the first map in ${name} takes ${rounded(median(first))} ms, and may take ${bar}`);
    }
  } finally {
    close();
    rmSync(join(dist, 'empty.html'));
  }
  console.log(`${STARTS} fresh processes and pages each, Node ${process.version}`);
  console.log(table.toString());
  return missed;
}
