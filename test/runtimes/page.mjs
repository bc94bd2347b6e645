/**
 * The comparison page in a browser, as its users have it: from a plain server in a sub-path, by keyboard, on a phone, cancelled,
 * saved, loaded and linked; and both pages as axe sees them. Run as `node test/runtimes/page.mjs [chromium] [firefox]` after a build.
 */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { ISOLATION, serveFolder } from '../../bench/browser/serve.mjs';
import { chromium, downloaded, firefoxDark, firefoxLight } from './hosts/page-browsers.mjs';

const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const folder = join(root, 'dist', 'page');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

const SMALL = 'operation=putAll,get-hit&keys=u32&size=2000&pattern=sequential&rivals=wasmap,wasmap-js,map&also=latency,memory' +
  '&effort=quick&seed=7';

const work = mkdtempSync(join(tmpdir(), 'wasmap-page-'));
const plain = await serveFolder({ folder, prefix: '/some/where/' });
const isolated = await serveFolder({ folder, headers: ISOLATION });
const DESKTOP = { width: 1200, height: 900 };
/** The browser that the checks run in, and what it does in its own way. */
let browser;
let own;
/** How long a page may take to come to what is waited for. */
const WAITING_MS = 25_000;
/** What pages may ask for. */
const OWN = [plain.address, isolated.address, 'data:', 'blob:', 'file:'];
const problems = [];

/** A page that fails the test where it logs an error, throws, or asks another host for anything. */
async function open(address) {
  const page = await browser.newPage();
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warn') problems.push(`console: ${message.text()}`);
  });
  page.on('pageerror', (error) => problems.push(`uncaught: ${error.message}`));
  let requests = 0;
  page.on('request', (request) => {
    requests++;
    const url = request.url();
    if (!OWN.some((allowed) => url.startsWith(allowed))) problems.push(`asked for ${url}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) problems.push(`${response.status()} ${response.url()}`);
  });
  await page.goto(address);
  assert.ok(requests > 0, 'the browser does not tell what is asked for');
  return page;
}

const textOf = (page, selector) => page.$eval(selector, (element) => element.textContent);
const rowsOf = (page) => page.$$eval('#table tbody tr', (rows) => rows.map((row) => [...row.cells].map((cell) => cell.textContent)));

/** Not `waitForFunction`, which makes functions of text: in Firefox the page's policy forbids that. */
async function until(page, condition, ...args) {
  for (const began = performance.now(); !(await page.evaluate(condition, ...args)); await setTimeout(20)) {
    if (performance.now() - began > WAITING_MS) throw new Error(`it did not come to ${condition} ${args.join(' ')} in time`);
  }
}

const untilThere = (page, selector) => until(page, (wanted) => document.querySelector(wanted) !== null, selector);
const finished = (page) =>
  until(page, () => document.getElementById('progress').hidden && document.getElementById('status').textContent !== '');

async function check(name, test) {
  const began = performance.now();
  await test();
  assert.deepEqual(problems, [], name);
  console.log(`ok  ${own.name}: ${name} (${((performance.now() - began) / 1000).toFixed(1)} s)`);
}

async function expectAccessible(page, what) {
  for (const [index, scheme] of own.schemes.entries()) {
    await own.emulate(page, scheme);
    assert.ok(await page.evaluate((wanted) => matchMedia(`(prefers-color-scheme: ${wanted})`).matches, scheme), `${scheme} is not shown`);
    if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe);
    // The colours are all that differs in the second.
    const violations = await page.evaluate(async (rules) => {
      const { violations } = await globalThis.axe.run(rules);
      return violations.map(({ id, help, nodes }) => `${id}: ${help}: ${nodes.slice(0, 3).map(({ html }) => html).join(' ')}`);
    }, index > 0 ? { runOnly: ['color-contrast'] } : {});
    assert.deepEqual(violations, [], `${what}, ${scheme}`);
  }
  await own.emulate(page, own.schemes[0]);
}

async function expectNoOverflow(page) {
  for (const width of [360, 320]) {
    await page.setViewport({ width, height: 740 });
    const widest = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(widest <= width, `the page is ${widest} wide on a screen of ${width}`);
  }
  await page.setViewport(DESKTOP);
}

/** On a phone, what counts is in sight, not only where somebody scrolls to. */
async function expectFiguresInSight(page) {
  await page.setViewport({ width: 390, height: 844 });
  const [seen, ...needed] = await page.$eval('#table .scroll', (scroll) => {
    const headings = [...scroll.querySelectorAll('th')].filter(({ textContent }) => ['× Map', 'ns/op'].includes(textContent));
    return [scroll, ...headings].map((element) => element.getBoundingClientRect().right);
  });
  assert.equal(needed.length, 2);
  assert.ok(Math.max(...needed) <= seen + 1, `figures end at ${needed}, and ${seen} is seen`);
  await page.setViewport(DESKTOP);
}

/** Whether a chart's canvas has anything in the colour of a rival. */
function drawnColors(page) {
  return page.$$eval('.chart canvas', (canvases) =>
    canvases.map((canvas) => {
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const colors = new Set();
      for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) colors.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
      return ['#5b3fd6', '#0d8f83', '#d9631e'].filter((color) => colors.has(Number.parseInt(color.slice(1), 16)));
    }),
  );
}

async function save(page, downloads) {
  await page.click('#runs button[data-action=save]');
  return downloaded(downloads);
}

const reportPage = join(work, 'report.html');
const command = ['bench', '--quick', '--ops', 'putAll,get-hit', '--size', '1k,2k', '--html', reportPage];

/** All checks; those of results that are loaded have them from the one that saves. */
async function checkPage(downloads, reporting) {
  let saved;

  await check('an empty page is accessible and says what it does', async () => {
    const page = await open(plain.address);
    assert.match(await textOf(page, '#empty'), /Nothing has been measured yet/);
    await page.$eval('#more', (details) => (details.open = true));
    await expectAccessible(page, 'empty page');
    await expectNoOverflow(page);
    await page.close();
  });

  await check('a small comparison comes to its end: bar, table, charts, a page that stays alive', async () => {
    const page = await open(`${plain.address}?${SMALL}`);
    await page.evaluate(() => {
      globalThis.frames = 0;
      globalThis.seen = [];
      const count = () => {
        globalThis.frames++;
        globalThis.seen.push(document.getElementById('bar').value);
        requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    });
    // The main way through, by keyboard alone.
    await page.focus('#size');
    for (let tabs = 0; (await page.evaluate(() => document.activeElement.id)) !== 'run'; tabs++) {
      assert.ok(tabs < 20, 'the button is not reached with the tabulator');
      await page.keyboard.press('Tab');
    }
    const began = Date.now();
    await page.keyboard.press('Enter');
    await untilThere(page, '#progress:not([hidden])');
    assert.equal(await page.evaluate(() => document.activeElement.id), 'cancel');
    assert.match(await textOf(page, '#doing'), /^\d+ %.*\w/);
    await finished(page);
    const seconds = (Date.now() - began) / 1000;
    assert.equal(await textOf(page, '#problem'), '');
    assert.match(await textOf(page, '#status'), /finished/);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'run');
    const { frames, seen } = await page.evaluate(() => ({ frames: globalThis.frames, seen: globalThis.seen }));
    assert.ok(frames / seconds > 10, `${frames} frames in ${seconds} s`);
    assert.deepEqual(seen, seen.toSorted((a, b) => a - b), 'the bar went back');
    assert.ok(new Set(seen).size > 8, 'the bar hardly moved');
    const rows = await rowsOf(page);
    assert.equal(rows.length, 2 * 3);
    for (const [operation, keys, entries, who, , ns] of rows) {
      assert.ok(Number(ns) > 0, `${operation}, ${keys}, ${entries}, ${who}: ${ns}`);
      assert.equal(keys, 'u32, sequential');
    }
    const drawn = await drawnColors(page);
    assert.ok(drawn.length >= 5, `${drawn.length} charts`);
    for (const colors of drawn.slice(0, 2)) assert.equal(colors.length, 3, 'a rival is missing in a chart of throughput');
    assert.match(await textOf(page, '#notes'), /memory of a Map is not available here/);
    await expectAccessible(page, 'page with results');
    await expectNoOverflow(page);
    saved = await save(page, downloads);
    const report = JSON.parse(readFileSync(saved, 'utf8'));
    assert.equal(report.cells.length, rows.length);
    assert.ok(report.cells.every(({ agrees, rounds }) => agrees && rounds.length >= 3));
    assert.ok(report.clock.resolutionMs > 0 && !report.clock.isolated);
    await page.close();
  });

  reporting.start();

  await check('results that were saved are loaded, drawn over each other, and refused when they are wrong', async () => {
    const page = await open(plain.address);
    const file = await page.$('#file');
    await file.uploadFile(saved);
    await untilThere(page, '#runs li');
    const alone = await rowsOf(page);
    await file.uploadFile(saved);
    await until(page, () => document.querySelectorAll('#runs li').length === 2);
    assert.equal((await rowsOf(page)).length, 2 * alone.length);
    const legend = await page.$$eval('.chart', ([chart]) =>
      [...chart.querySelectorAll('.legend button')].map(({ textContent }) => textContent));
    assert.deepEqual(legend, ['A', 'B'].flatMap((run) => ['wasmap (WASM)', 'wasmap (JS)', 'Map'].map((rival) => `${rival}, ${run}`)));
    assert.match(await textOf(page, '#headlines li'), /, run B$/);
    await page.click('.legend button');
    assert.equal(await page.$eval('.legend button', (button) => button.ariaPressed), 'false');
    await expectAccessible(page, 'page with two runs');
    await expectNoOverflow(page);
    if (own.name === 'Chromium') await expectFiguresInSight(page);
    const wrong = join(work, 'wrong.json');
    const report = JSON.parse(readFileSync(saved, 'utf8'));
    report.cells[1].ns.median = 'fast';
    writeFileSync(wrong, JSON.stringify(report));
    await file.uploadFile(wrong);
    await until(page, () => document.getElementById('problem').textContent !== '');
    assert.match(await textOf(page, '#problem'), /wrong\.json.*cells\[1\]\.ns\.median: expected a number, got "fast"/);
    assert.equal((await page.$$('#runs li')).length, 2);
    await expectAccessible(page, 'page with a problem');
    await page.click('#runs button[data-action=remove]');
    assert.equal((await rowsOf(page)).length, alone.length);
    await page.close();
  });

  await check('a run keeps its letter from its start, whatever is loaded before it has anything to show', async () => {
    const page = await open(`${plain.address}?operation=putAll,get-hit&keys=u32&size=2M&rivals=wasmap,map&also=`);
    await page.click('#run');
    await (await page.$('#file')).uploadFile(saved, saved, saved, saved, saved);
    const letters = () => page.$$eval('#runs .letter', (all) => all.map(({ textContent }) => textContent).join(''));
    await until(page, () => document.getElementById('problem').textContent !== '');
    assert.match(await textOf(page, '#problem'), /there is room for 5 runs/);
    assert.equal(await letters(), 'BCDE', 'the run had something to show before the files were loaded');
    await until(page, () => document.querySelectorAll('#runs li').length === 5);
    assert.equal(await letters(), 'ABCDE');
    assert.doesNotMatch(await textOf(page, '#runs li'), /from /);
    await page.click('#cancel');
    await finished(page);
    await page.close();
  });

  await check('a link says all choices and is understood again; a wrong one is named', async () => {
    const page = await open(`${plain.address}?${SMALL}`);
    await page.$eval('#seed', (input) => (input.value = '8'));
    await page.click('#link');
    await until(page, () => document.getElementById('status').textContent === 'Link copied');
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const pairs = (query) => [...new URLSearchParams(query)].sort();
    assert.deepEqual(pairs(new URL(link).search), pairs(SMALL.replace('seed=7', 'seed=8')));
    await page.goto(link);
    await page.click('#link');
    assert.equal(page.url(), link);
    assert.ok(await page.$eval('#progress', ({ hidden }) => hidden), 'it runs unasked');
    await page.goto(`${plain.address}?keys=u33&seed=9`);
    assert.match(await textOf(page, '#problem'), /'u33' is no key kind; known: u32/);
    assert.equal(await page.$eval('#seed', ({ value }) => value), '42');
    await page.$eval('#size', (input) => (input.value = '17M'));
    await page.click('#run');
    assert.match(await textOf(page, '#problem'), /'17M' is no size; a whole number from 100 to 4000000/);
    await page.close();
  });

  await check('a comparison that is cancelled ends at once and keeps what was finished', async () => {
    // The second cell takes its first rival seconds: a page that waited for it would be late.
    const page = await open(`${isolated.address}?operation=putAll&keys=string&size=1000,4M&also=&run`);
    await until(page, () => document.querySelectorAll('#table tbody tr').length >= 3);
    const before = (await rowsOf(page)).length;
    await until(page, () => document.getElementById('doing').textContent.includes('4 M'));
    assert.ok(page.workers().length > 0, 'the browser does not tell of workers');
    const began = Date.now();
    await page.click('#cancel');
    await until(page, () => document.getElementById('progress').hidden);
    assert.ok(Date.now() - began < 1000, 'it took a second to end');
    assert.match(await textOf(page, '#status'), /Cancelled; what was finished is below/);
    assert.equal(await textOf(page, '#problem'), '');
    assert.ok((await rowsOf(page)).length >= before);
    assert.match(await textOf(page, '#facts'), /(?<!not )cross-origin isolated/);
    // The browser tells a moment later.
    for (let waited = 0; page.workers().length > 0; waited += 50) {
      assert.ok(waited < 2000, 'a worker lives on');
      await setTimeout(50);
    }
    await page.close();
  });

  await check('the memory of an entry is that of its key and value at least, wherever a map has it', async () => {
    const page = await open(`${isolated.address}?operation=putAll&keys=u32&size=100k&also=memory&run`);
    // The browser may take most of the time that one wait has.
    await until(page, () => document.getElementById('status').textContent !== '' || /counts/.test(document.getElementById('doing').textContent));
    await finished(page);
    assert.equal(await textOf(page, '#problem'), '');
    const bytes = await page.$$eval('#charts section', (sections) => {
      const memory = sections.find((section) => section.querySelector('h2').textContent === 'Memory');
      return [...memory.querySelectorAll('tbody tr')].map(({ cells }) => [cells[0].textContent, cells[1].textContent]);
    });
    // Only Chromium counts, and of a Map nobody else can tell.
    assert.equal(bytes.length, own.name === 'Chromium' ? 3 : 2);
    for (const [who, text] of bytes) assert.ok(Number.parseFloat(text) >= 8, `${who}: ${text}`);
    await page.close();
  });

  await check('the table is copied for spreadsheets, and by hand where the browser does not copy', async () => {
    const page = await open(plain.address);
    await (await page.$('#file')).uploadFile(saved);
    await untilThere(page, '#table tbody tr');
    await page.click('#tsv');
    await until(page, () => document.getElementById('status').textContent === 'Table copied');
    const lines = (await page.evaluate(() => navigator.clipboard.readText())).split('\n').map((line) => line.split('\t'));
    assert.equal(lines.length, 1 + 2 * 3);
    assert.deepEqual(lines[1], (await rowsOf(page))[0]);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
    await page.click('#markdown');
    await untilThere(page, '#by-hand[open]');
    assert.match(await page.evaluate(() => getSelection().toString() || document.activeElement.value), /^\| Operation \| Keys/);
    await expectAccessible(page, 'dialog');
    await page.close();
  });

  await check('a worker that does not load is an error on the page, with what and why', async () => {
    const lame = join(work, 'lame');
    cpSync(folder, lame, { recursive: true, filter: (path) => !path.endsWith('worker.js') });
    const server = await serveFolder({ folder: lame });
    // Not by `open`: this one has to complain.
    const page = await browser.newPage();
    await page.goto(`${server.address}?${SMALL}&run`);
    await finished(page);
    assert.match(await textOf(page, '#problem'), /wasmap, putAll.*the worker could not be loaded from http.*worker\.js/);
    assert.match(await textOf(page, '#status'), /failed/);
    await page.close();
    server.close();
  });

  await check('the report of the command line is accessible, and draws without a word of complaint', async () => {
    await reporting.done;
    const page = await open(pathToFileURL(reportPage).href);
    assert.ok((await drawnColors(page)).every((colors) => colors.length === 3));
    await expectAccessible(page, 'report');
    await expectNoOverflow(page);
    await page.close();
  });
  return saved;
}

/** In the browser's other colours nothing differs but what axe finds. */
async function checkColors(saved) {
  await check('the colours are accessible: an empty page, one with results', async () => {
    const page = await open(plain.address);
    await expectAccessible(page, 'empty page');
    await (await page.$('#file')).uploadFile(saved);
    await untilThere(page, '#runs li');
    await expectAccessible(page, 'page with results');
    await page.close();
  });
}

async function within(host, checks) {
  const place = mkdtempSync(join(work, 'browser-'));
  const downloads = join(place, 'downloads');
  own = host;
  browser = await host.launch({ folder: place, downloads, viewport: DESKTOP, origin: new URL(plain.address).origin });
  try {
    return await checks(downloads);
  } finally {
    await browser.close();
  }
}

/** The command line's report is made once, beside checks in which nothing is measured. */
const reporting = {
  start() {
    this.done ??= promisify(execFile)(process.execPath, [join(root, 'dist', 'cli.js'), ...command]);
  },
};

const all = {
  chromium: () => within(chromium, (downloads) => checkPage(downloads, reporting)),
  async firefox() {
    const saved = await within(firefoxLight, (downloads) => checkPage(downloads, reporting));
    await within(firefoxDark, () => checkColors(saved));
  },
};
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(all);

try {
  for (const name of wanted) await all[name]();
} finally {
  plain.close();
  isolated.close();
  rmSync(work, { recursive: true, force: true });
}
