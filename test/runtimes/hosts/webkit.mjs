/** WebKitGTK, whose small browser is driven over WebDriver; it needs a display, which Xvfb gives. */
import { spawn } from 'node:child_process';
import { Builder, Capabilities } from 'selenium-webdriver';
import { ISOLATION, serveFolder } from '../../../bench/browser/serve.mjs';

const BROWSER = '/usr/lib/x86_64-linux-gnu/webkit2gtk-4.1/MiniBrowser';
const PORT = 4447;
const DISPLAY = ':97';
const TIMEOUT_MS = 300_000;

async function withDriver(use) {
  const display = spawn('Xvfb', [DISPLAY, '-screen', '0', '1024x768x24', '-nolisten', 'tcp'], { stdio: 'ignore' });
  // The browser's own sandbox cannot be set up within a container.
  const env = { ...process.env, DISPLAY, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' };
  const server = spawn('WebKitWebDriver', [`--port=${PORT}`], { env, stdio: 'ignore' });
  let driver;
  try {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const capabilities = new Capabilities({
      'browserName': 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: BROWSER, args: ['--automation'] },
    });
    driver = await new Builder().usingServer(`http://127.0.0.1:${PORT}`).withCapabilities(capabilities).build();
    await driver.manage().setTimeouts({ script: TIMEOUT_MS });
    return await use(driver);
  } finally {
    await driver?.quit().catch(() => undefined);
    server.kill();
    display.kill();
  }
}

const places = ['page', 'module worker', 'service worker'];

export const webkitHost = {
  name: 'WebKitGTK',
  places,
  version: () => withDriver(async (driver) => (await driver.getCapabilities()).get('browserVersion')),
  async run({ project }) {
    const { address, close } = await serveFolder({ folder: project, headers: ISOLATION });
    try {
      return await withDriver(async (driver) => {
        const outcomes = {};
        for (const place of places) {
          await driver.get(`${address}index.html`);
          await driver.wait(() => driver.executeScript('return globalThis.conformanceIn !== undefined'), 10_000);
          outcomes[place] = await driver.executeAsyncScript((name, done) => {
            globalThis.conformanceIn(name).then(done, (error) => done({ failures: [{ name, error: String(error) }] }));
          }, place);
        }
        return outcomes;
      });
    } finally {
      close();
    }
  },
};
