/**
 * How the browsers' ratios compare with Node's: the same cells on the command line, in Chromium and in Firefox, and how long the first map of a
 * fresh process or page takes. Needs the browsers, and `npm ci --prefix test/runtimes`.
 *
 *     npm run bench:browsers -- [--size LIST] [--keys LIST] [--operation LIST] [--effort quick|thorough]
 */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout } from 'node:timers/promises';
import { parseArgs, promisify } from 'node:util';
import Table from 'cli-table3';
import { launchChromium, launchFirefox } from '../../test/runtimes/hosts/browsers.mjs';
import { ISOLATION, serveFolder } from './serve.mjs';

const execute = promisify(execFile);
const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const LONGEST_RUN_MS = 1_200_000;
/** Fresh processes and pages for the first map. */
const STARTS = 9;

const { values: choice } = parseArgs({
  options: {
    size: { type: 'string', default: '64k,1M' },
    keys: { type: 'string', default: 'u32,f64,string' },
    operation: { type: 'string', default: 'get-hit,putAll,getAll' },
    effort: { type: 'string', default: 'quick' },
  },
});

async function inNode() {
  const folder = mkdtempSync(join(tmpdir(), 'wasmap-figures-'));
  const file = join(folder, 'report.json');
  const cells = ['--size', choice.size, '--keys', choice.keys, '--ops', choice.operation, '--states', 'recycled-clean'];
  await execute(process.execPath, [join(dist, 'cli.js'), 'bench', ...cells, '--rivals', 'wasmap,map', '--json', file], { timeout: LONGEST_RUN_MS, maxBuffer: 2 ** 28 });
  const report = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  return report;
}

/** Runs the comparison page by its link, and takes the file that it saves. */
async function inBrowser(launch, address) {
  const browser = await launch(undefined, { protocolTimeout: LONGEST_RUN_MS });
  try {
    const page = await browser.newPage();
    await page.goto(`${address}?${new URLSearchParams({ ...choice, rivals: 'wasmap,map', also: '', run: '' })}`);
    const isOver = () => document.getElementById('progress').hidden && document.getElementById('status').textContent !== '';
    // Not `waitForFunction`, which makes functions of text: the page's policy forbids that.
    for (const began = performance.now(); !(await page.evaluate(isOver)); await setTimeout(1000)) {
      if (performance.now() - began < LONGEST_RUN_MS) continue;
      throw new Error(`not over in time: ${await page.evaluate(() => document.getElementById('progress').textContent)}`);
    }
    const problem = await page.evaluate(() => document.getElementById('problem')?.textContent);
    if (problem) throw new Error(problem);
    return JSON.parse(await page.evaluate(async () => {
      HTMLAnchorElement.prototype.click = () => undefined;
      const saved = new Promise((resolve) => {
        URL.createObjectURL = (blob) => { resolve(blob.text()); return ''; };
      });
      document.querySelector('#runs button[data-action=save]').click();
      return saved;
    }));
  } finally {
    await browser.close();
  }
}

const FIRST_USE = `const began = performance.now();
const { engineInfo, WasmMap } = await import(specifier);
const loaded = performance.now();
new WasmMap({ key: 'u32', value: 'f64' }).set(1, 0.5);
const elapsed = [performance.now() - loaded, loaded - began];
if (engineInfo().engine !== 'wasm') throw new Error(engineInfo().reason);`;

async function firstInNode() {
  const code = `const specifier = ${JSON.stringify(`file://${dist}index.js`)};\n${FIRST_USE}\nconsole.log(JSON.stringify(elapsed));`;
  const times = [];
  for (let i = 0; i < STARTS; i++) {
    const { stdout } = await execute(process.execPath, ['--input-type=module', '--eval', code]);
    times.push(JSON.parse(stdout));
  }
  return times;
}

/** A page without a policy: the comparison's own forbids compiling, which its workers do. */
const EMPTY_PAGE = '<!doctype html><html lang="en"><title>the first map of a page</title></html>';

/** A process of the browser's own for each page, so that nothing is compiled or cached. */
async function firstInBrowser(launch) {
  writeFileSync(join(dist, 'empty.html'), EMPTY_PAGE);
  const { address, close } = await serveFolder({ folder: dist, headers: ISOLATION });
  const times = [];
  for (let i = 0; i < STARTS; i++) {
    const browser = await launch();
    const page = await browser.newPage();
    await page.goto(`${address}empty.html`);
    times.push(await page.evaluate(`(async () => { const specifier = '${address}index.js';\n${FIRST_USE}\nreturn elapsed; })()`));
    await browser.close();
  }
  close();
  rmSync(join(dist, 'empty.html'));
  return times;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const round = (value) => (value === undefined ? '' : value.toPrecision(3));

function ratioOf(report, { operation, keys, size }) {
  const isSought = (cell) => cell.rival === 'wasmap' && cell.operation === operation && cell.keys === keys && cell.size === size;
  return report.cells.find(isSought)?.ratio?.median;
}

function showRatios(node, chromium, firefox) {
  const table = new Table({ head: ['operation', 'keys', 'entries', 'Node', 'Chromium', 'of Node', 'Firefox', 'of Node'] });
  for (const cell of node.cells.filter(({ rival }) => rival === 'wasmap')) {
    const [own, ...others] = [node, chromium, firefox].map((report) => ratioOf(report, cell));
    table.push([cell.operation, cell.keys, cell.size, round(own), ...others.flatMap((ratio) => [round(ratio), round(ratio && ratio / own)])]);
  }
  console.log(`Times as fast as Map, medians: Node ${node.node}, ${chromium.cells[0]?.browser}, ${firefox.cells[0]?.browser}`);
  console.log(table.toString());
}

function showFirst(name, times) {
  const column = (index) => times.map((time) => time[index]);
  const [first, load] = [column(0), column(1)];
  const range = `${Math.min(...first).toFixed(1)} to ${Math.max(...first).toFixed(1)}`;
  console.log(`${name}: first map and write ${median(first).toFixed(1)} ms (${range}), import ${median(load).toFixed(1)} ms; ${times.length} starts`);
}

showFirst(`Node ${process.version}`, await firstInNode());
showFirst('Chromium', await firstInBrowser(launchChromium));
showFirst('Firefox', await firstInBrowser(launchFirefox));
const { address, close } = await serveFolder({ folder: join(dist, 'page'), headers: ISOLATION });
const node = await inNode();
showRatios(node, await inBrowser(launchChromium, address), await inBrowser(launchFirefox, address));
close();
