/** What the check of the comparison page does differently in each browser: Chromium has its own protocol, Firefox WebDriver BiDi. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { launchChromium, launchFirefox } from './browsers.mjs';

const CLIPBOARD = ['clipboard-read', 'clipboard-write', 'clipboard-sanitized-write'];
const DOWNLOAD_MS = 10_000;

/** The one file in the folder, as soon as it is whole; an unfinished one has a second name. */
export async function downloaded(folder) {
  for (let waited = 0; waited < DOWNLOAD_MS; waited += 50) {
    const names = existsSync(folder) ? readdirSync(folder) : [];
    if (names.length === 1 && names[0].endsWith('.json')) return join(folder, names[0]);
    await setTimeout(50);
  }
  throw new Error('nothing was saved');
}

export const chromium = {
  name: 'Chromium',
  schemes: ['light', 'dark'],
  async launch({ folder, downloads, viewport, origin }) {
    const browser = await launchChromium([], { userDataDir: join(folder, 'profile'), defaultViewport: viewport });
    await browser.defaultBrowserContext().overridePermissions(origin, CLIPBOARD);
    const client = await browser.target().createCDPSession();
    await client.send('Browser.setDownloadBehavior', { behavior: 'allow', downloadPath: downloads });
    return browser;
  },
  emulate: (page, scheme) => page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: scheme }]),
};

/** Firefox takes them as numbers. */
const SCHEMES = { dark: 0, light: 1 };

/** BiDi emulates no colour scheme: a browser has one from its start on. */
const firefox = (scheme) => ({
  name: `Firefox, ${scheme}`,
  schemes: [scheme],
  launch: ({ downloads, viewport }) => launchFirefox({
    'layout.css.prefers-color-scheme.content-override': SCHEMES[scheme],
    // BiDi grants no use of the clipboard.
    'dom.events.testing.asyncClipboard': true,
    'browser.download.folderList': 2,
    'browser.download.dir': downloads,
    'browser.download.always_ask_before_handling_new_types': false,
    'browser.helperApps.neverAsk.saveToDisk': 'application/json',
  }, { defaultViewport: viewport }),
  emulate: async () => undefined,
});

export const firefoxLight = firefox('light');
export const firefoxDark = firefox('dark');
