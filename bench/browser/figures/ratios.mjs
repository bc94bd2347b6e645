/** The cells of the comparison on the command line and in both browsers: nanoseconds, times as fast as Map, and of Node's ratio. */
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Table from 'cli-table3';
import { launchChromium, launchFirefox } from '../../../test/runtimes/hosts/browsers.mjs';
import { ISOLATION, serveFolder } from '../serve.mjs';
import { rounded } from '../../statistics.mjs';

const execute = promisify(execFile);
const dist = fileURLToPath(new URL('../../../dist/', import.meta.url));
const LONGEST_RUN_MS = 1_200_000;
/** What Chromium's ratio to Map is to reach of Node's; Firefox is shown beside it. */
const BAR = 0.7;

async function inNode(choice) {
  const folder = mkdtempSync(join(tmpdir(), 'wasmap-figures-'));
  const file = join(folder, 'report.json');
  const cells = ['--size', choice.size, '--keys', choice.keys, '--ops', choice.operation, '--states', 'recycled-clean'];
  const command = [join(dist, 'cli.js'), 'bench', ...cells, '--rivals', 'wasmap,map', '--json', file];
  await execute(process.execPath, command, { timeout: LONGEST_RUN_MS, maxBuffer: 2 ** 28 });
  const report = JSON.parse(readFileSync(file, 'utf8'));
  rmSync(folder, { recursive: true });
  return report;
}

/** Runs the comparison page by its link, and takes the file that it saves. */
async function inBrowser(launch, address, choice) {
  const browser = await launch(undefined, { protocolTimeout: LONGEST_RUN_MS });
  try {
    const page = await browser.newPage();
    await page.goto(`${address}?${new URLSearchParams({ ...choice, rivals: 'wasmap,map', also: '', run: '' })}`);
    await untilOver(page);
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

/** Not `waitForFunction`, which makes functions of text: the page's policy forbids that. */
async function untilOver(page) {
  const isOver = () => document.getElementById('progress').hidden && document.getElementById('status').textContent !== '';
  for (const began = performance.now(); !(await page.evaluate(isOver)); await setTimeout(1000)) {
    if (performance.now() - began < LONGEST_RUN_MS) continue;
    throw new Error(`not over in time: ${await page.evaluate(() => document.getElementById('progress').textContent)}`);
  }
  const problem = await page.evaluate(() => document.getElementById('problem')?.textContent);
  if (problem) throw new Error(problem);
}

function figuresOf({ cells }, { operation, keys, size }) {
  const found = (name) => cells.find((cell) => cell.rival === name && cell.operation === operation && cell.keys === keys && cell.size === size);
  const wasmap = found('wasmap');
  return { own: wasmap?.ns.median, map: found('map')?.ns.median, ratio: wasmap?.ratio?.median };
}

const nanoseconds = ({ own, map }) => `${rounded(own)} / ${rounded(map)}`;
const timesMap = ({ ratio }, node) => `${rounded(ratio)}×${node === undefined ? '' : `, ${rounded(ratio / node.ratio)}`}`;

/** Shows the table; resolves to the bars missed. */
export async function showRatios(choice) {
  const { address, close } = await serveFolder({ folder: join(dist, 'page'), headers: ISOLATION });
  const reports = [await inNode(choice), await inBrowser(launchChromium, address, choice), await inBrowser(launchFirefox, address, choice)];
  close();
  const names = ['Node', 'Chromium', 'Firefox'];
  const table = new Table({ head: ['operation', 'keys', 'entries', ...names.flatMap((name, i) => [name, i === 0 ? '× Map' : '× Map, of Node'])] });
  const missed = [];
  for (const cell of reports[0].cells.filter(({ rival }) => rival === 'wasmap')) {
    const [node, chromium, firefox] = reports.map((report) => figuresOf(report, cell));
    const row = [nanoseconds(node), timesMap(node), nanoseconds(chromium), timesMap(chromium, node), nanoseconds(firefox), timesMap(firefox, node)];
    table.push([cell.operation, cell.keys, cell.size, ...row]);
    const reached = chromium.ratio / node.ratio;
    if (reached < BAR) missed.push(`${cell.operation}, ${cell.size} ${cell.keys} keys: Chromium's ratio is ${rounded(reached)} of Node's, and is to be ${BAR}`);
  }
  const [node, chromium, firefox] = reports;
  console.log(`Nanoseconds an operation, wasmap / Map, medians: Node ${node.node}, ${chromium.cells[0]?.browser}, ${firefox.cells[0]?.browser}`);
  console.log(table.toString());
  return missed;
}
