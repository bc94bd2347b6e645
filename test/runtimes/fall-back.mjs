/**
 * Where WebAssembly cannot run, the JavaScript engine takes over and says why: under each of the conditions themselves.
 *
 *     node test/runtimes/fall-back.mjs NODE…
 */
import assert from 'node:assert/strict';
import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { inTime } from './deadline.mjs';
import { launchChromium, launchFirefox } from './hosts/browsers.mjs';
import { printedBy } from './hosts/processes.mjs';
import { createProject } from './project.mjs';
import { ISOLATION, serveFolder } from '../../bench/browser/serve.mjs';

const guests = fileURLToPath(new URL('./guests/', import.meta.url));
const nodes = process.argv.length > 2 ? process.argv.slice(2) : [process.execPath];

/** Takes the vector instructions away on which V8 builds those of WebAssembly. */
const NO_SIMD = ['--no-enable-sse4-1', '--no-enable-avx'];
/** KiB: a process has room for itself, but not for the ten GiB that a guarded memory reserves. */
const ADDRESS_SPACE = 6_000_000;
/** What a page does takes it less than a second. */
const PAGE_MS = 30_000;
const POLICY = { 'Content-Security-Policy': "default-src 'self'" };

const noWebAssembly = { engine: 'js', reason: /^this runtime has no WebAssembly$/, insisting: /WebAssembly is not defined|no WebAssembly/ };
const noSimd = { engine: 'js', reason: /^this runtime has no WebAssembly SIMD$/, insisting: /SIMD/i };
const refused = {
  engine: 'js', reason: /^WebAssembly refused to start: .*(Content Security Policy|unsafe-eval|CSP)/i, insisting: /cannot run here/,
};
const noSpace = {
  engine: 'js', reason: /^WebAssembly refused to start: .*could not allocate memory/, insisting: /could not allocate memory/,
};

const project = createProject();
cpSync(guests, project, { recursive: true });
cpSync(join(guests, 'site'), project, { recursive: true });
const guest = readFileSync(join(guests, 'fall-back.mjs'), 'utf8');
writeFileSync(join(project, 'fall-back.js'), guest.replace("'wasmap'", "'/node_modules/wasmap/dist/index.js'"));

async function check(where, outcomeOf, expected) {
  const outcome = await outcomeOf(where);
  assert.equal(outcome.engine, expected.engine, `${where}: ${JSON.stringify(outcome)}`);
  assert.match(outcome.reason, expected.reason, where);
  assert.equal(outcome.works, true, where);
  assert.match(outcome.insisting, expected.insisting, where);
  console.log(`${where}: ${outcome.engine} engine, "${outcome.reason}"`);
}

const inProcess = (command, args) => async () => JSON.parse(await printedBy(command, [...args, 'fall-back-process.mjs'], { cwd: project }));

const inLittleSpace = (command) => async () =>
  JSON.parse(await printedBy('bash', ['-c', `ulimit -v ${ADDRESS_SPACE}; exec "$0" fall-back-process.mjs`, command], { cwd: project }));

/** Since V8 13, a memory that finds no room for its guards is made without, and its accesses are checked. */
async function checkNode(command) {
  const version = await printedBy(command, ['--version']);
  await check(`Node ${version} --jitless`, inProcess(command, ['--jitless']), noWebAssembly);
  await check(`Node ${version} without vector instructions`, inProcess(command, NO_SIMD), noSimd);
  const guarded = Number(version.slice(1, 3)) < 24;
  const expected = guarded ? noSpace : { engine: 'wasm', reason: /available/, insisting: /^wasm$/ };
  await check(`Node ${version} with little address space`, inLittleSpace(command), expected);
}

/** A function that is made of text, as for waiting, would be refused where the policy is strict. */
const outcomeOfPage = (page) => page.evaluate(async () => {
  while (globalThis.outcome === undefined) await new Promise((resolve) => setTimeout(resolve, 10));
  return globalThis.outcome;
});

const inPage = (launch, headersOf = {}) => async (where) => {
  const { address, close } = await serveFolder({ folder: project, headers: ISOLATION, headersOf });
  try {
    const browser = await launch();
    try {
      const page = await browser.newPage();
      await page.goto(`${address}fall-back.html`, { waitUntil: 'load' });
      return await inTime(where, PAGE_MS, outcomeOfPage(page));
    } finally {
      await browser.close();
    }
  } finally {
    close();
  }
};

const strict = { '/fall-back.html': POLICY };

for (const command of nodes) await checkNode(command);
await check('Chromium under a Content-Security-Policy', inPage(launchChromium, strict), refused);
await check('Chromium --jitless', inPage(() => launchChromium(['--js-flags=--jitless'])), noWebAssembly);
await check('Chromium without vector instructions', inPage(() => launchChromium([`--js-flags=${NO_SIMD.join(' ')}`])), noSimd);
await check('Firefox under a Content-Security-Policy', inPage(launchFirefox, strict), refused);
await check('Firefox without WebAssembly', inPage(() => launchFirefox({ 'javascript.options.wasm': false })), noWebAssembly);
