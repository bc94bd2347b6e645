/** WebKitGTK, whose small browser is driven over WebDriver; it needs a display, which Xvfb gives. */
import { once } from 'node:events';
import { Builder, Capabilities } from 'selenium-webdriver';
import { waitForServer } from 'selenium-webdriver/http/util.js';
import { findFreePort } from 'selenium-webdriver/net/portprober.js';
import { ISOLATION, serveFolder } from '../../../bench/browser/serve.mjs';
import { endProgram, startProgram, unlessEnded } from './programs.mjs';

const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const READY_MS = 30_000;
const TIMEOUT_MS = 300_000;

/** A display of its own: Xvfb takes a number that is free, and tells it. */
async function startDisplay() {
  const args = ['-displayfd', '3', '-screen', '0', '1024x768x24', '-nolisten', 'tcp'];
  const display = await startProgram('Xvfb', args, { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  try {
    const [number] = await unlessEnded(display, 'Xvfb', READY_MS, once(display.stdio[3], 'data'));
    return { display, name: `:${String(number).trim()}` };
  } catch (error) {
    await endProgram(display);
    throw error;
  }
}

async function startServer(displayName) {
  const address = `http://127.0.0.1:${await findFreePort('127.0.0.1')}`;
  // The browser's own sandbox cannot be set up within a container.
  const env = { ...process.env, DISPLAY: displayName, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' };
  const server = await startProgram('WebKitWebDriver', [`--port=${new URL(address).port}`], { env, stdio: 'ignore' });
  try {
    await unlessEnded(server, 'WebKitWebDriver', READY_MS, waitForServer(address, READY_MS));
    return { server, address };
  } catch (error) {
    await endProgram(server);
    throw error;
  }
}

async function startBrowser(address) {
  const capabilities = new Capabilities({
    'browserName': 'MiniBrowser',
    'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] },
  });
  const driver = await new Builder().usingServer(address).withCapabilities(capabilities).build();
  await driver.manage().setTimeouts({ script: TIMEOUT_MS });
  return driver;
}

/** Whatever fails, nothing that was started is left. */
async function withDriver(use) {
  const { display, name } = await startDisplay();
  let server, driver;
  try {
    const started = await startServer(name);
    server = started.server;
    driver = await startBrowser(started.address);
    return await use(driver);
  } finally {
    await driver?.quit().catch(() => undefined);
    await endProgram(server);
    await endProgram(display);
  }
}

async function conformanceIn(driver, place) {
  const { outcome, error } = await driver.executeAsyncScript((name, done) => {
    globalThis.conformanceIn(name).then((outcome) => done({ outcome }), (error) => done({ error: String(error) }));
  }, place);
  if (error !== undefined) throw new Error(`${place}: ${error}`);
  return outcome;
}

const places = ['page', 'module worker', 'service worker'];

export const webkitHost = {
  name: 'WebKitGTK',
  places,
  pinned: false,
  async run({ project, tellVersion }) {
    const { address, close } = await serveFolder({ folder: project, headers: ISOLATION });
    try {
      return await withDriver(async (driver) => {
        tellVersion((await driver.getCapabilities()).get('browserVersion'));
        const outcomes = {};
        for (const place of places) {
          await driver.get(`${address}index.html`);
          await driver.wait(() => driver.executeScript('return globalThis.conformanceIn !== undefined'), 10_000);
          outcomes[place] = await conformanceIn(driver, place);
        }
        return outcomes;
      });
    } finally {
      close();
    }
  },
};
