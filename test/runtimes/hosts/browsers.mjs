/** Browsers, headless: the package's files as they are, from a web server, in a page, a worker and a service worker. */
import assert from 'node:assert/strict';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import puppeteer from 'puppeteer-core';
import { bundleConformance } from '../conformance/bundle.mjs';
import { ISOLATION, serveFolder } from '../../../bench/browser/serve.mjs';

const guests = fileURLToPath(new URL('../guests/site/', import.meta.url));
const TIMEOUT_MS = 300_000;
/** A tab is allowed 125 memories. */
const MANY_MAPS = 10_000;

/** What Chromium does not need to look for on a machine of its own. */
const CHROMIUM_ARGUMENTS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update',
  '--disable-sync',
];

export const launchChromium = (args = [], options = {}) => puppeteer.launch({
  browser: 'chrome', executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', headless: true, protocolTimeout: TIMEOUT_MS,
  args: [...CHROMIUM_ARGUMENTS, ...args], ...options,
});

export const launchFirefox = (preferences = {}, options = {}) => puppeteer.launch({
  browser: 'firefox', executablePath: process.env.FIREFOX ?? '/usr/bin/firefox-esr', headless: true, protocolTimeout: TIMEOUT_MS,
  extraPrefsFirefox: preferences, ...options,
});

/** Puts the pages and the tests beside the project's `node_modules`, which are served with them. */
export async function prepareSite({ project, runs }) {
  cpSync(guests, project, { recursive: true });
  writeFileSync(join(project, 'conformance.js'), await bundleConformance((file) => `/node_modules/wasmap/dist/${file}`, runs));
  await build({
    entryPoints: [join(project, 'worker.js')],
    outfile: join(project, 'bundled-worker.js'),
    bundle: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'error',
    plugins: [{
      name: 'from-the-site',
      setup: ({ onResolve }) => onResolve({ filter: /^\// }, ({ path, kind }) =>
        (kind === 'entry-point' ? undefined : { path: join(project, path) })),
    }],
  });
}

async function conformanceIn(places, address, open) {
  const outcomes = {};
  for (const place of places) {
    const page = await open();
    await page.goto(`${address}index.html`, { waitUntil: 'load' });
    await page.waitForFunction('globalThis.conformanceIn !== undefined');
    if (place === 'page') assert.equal(await page.evaluate((count) => globalThis.manyMaps(count), MANY_MAPS), MANY_MAPS);
    outcomes[place] = await page.evaluate((name) => globalThis.conformanceIn(name), place);
    await page.close();
  }
  return outcomes;
}

const browser = (name, launch, places) => ({
  name,
  places,
  pinned: false,
  async run({ project, tellVersion }) {
    const running = await launch();
    try {
      tellVersion((await running.version()).replace(/^\D*/, ''));
      const { address, close } = await serveFolder({ folder: project, headers: ISOLATION });
      return await conformanceIn(places, address, () => running.newPage()).finally(close);
    } finally {
      await running.close();
    }
  },
});

export const chromiumHost = browser('Chromium', launchChromium, ['page', 'module worker', 'service worker']);
export const firefoxHost = browser('Firefox', launchFirefox, ['page', 'module worker', 'bundled service worker']);
