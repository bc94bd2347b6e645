import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { context } from 'esbuild';
import { run } from '../../../.ci/checks/support.mjs';
import { launchChromium } from '../../runtimes/hosts/browsers.mjs';

export const runtime = 'Chromium';

const axe = readFileSync(createRequire(new URL('../../runtimes/package.json', import.meta.url)).resolve('axe-core/axe.min.js'), 'utf8');

const expected = (words, beginning) => words.filter((word) => word.startsWith(beginning))
  .sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).slice(0, 8);

const options = (page) => page.$$eval('[role=option]', (all) => all.map(({ textContent }) => textContent));

/** Types a word, letter by letter, and compares what is suggested with a plain filter. @returns milliseconds a letter */
async function typeWord(page, words, word) {
  await page.$eval('input', (input) => { input.value = ''; });
  const times = [];
  for (let length = 1; length <= word.length; length++) {
    await page.keyboard.press(word[length - 1]);
    const wanted = expected(words, word.slice(0, length));
    times.push(await page.evaluate(async (text) => {
      const { typedAt } = globalThis;
      const shown = () => [...document.querySelectorAll('[role=option]')].map(({ textContent }) => textContent).join(' ');
      const until = performance.now() + 20_000;
      while (shown() !== text && performance.now() < until) await new Promise(requestAnimationFrame);
      return globalThis.shownAt - typedAt;
    }, wanted.join(' ')));
    assert.deepEqual(await options(page), wanted);
  }
  return times;
}

/** When a letter came and when the list changed, by the page's own clock. */
const watch = () => {
  document.querySelector('input').addEventListener('input', () => { globalThis.typedAt = performance.now(); }, { capture: true });
  new MutationObserver(() => { globalThis.shownAt = performance.now(); }).observe(document.querySelector('ul'), { childList: true });
};

async function checkKeyboard(page, words) {
  const attribute = (name) => page.$eval('input', (input, asked) => input.getAttribute(asked), name);
  await typeWord(page, words, 'ha');
  assert.equal(await attribute('aria-expanded'), 'true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowDown');
  assert.equal(await attribute('aria-activedescendant'), 'option-1');
  const { violations } = await page.evaluate(`${axe}; axe.run()`);
  assert.deepEqual(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]), []);
  await page.keyboard.press('Enter');
  assert.equal(await page.$eval('input', ({ value }) => value), expected(words, 'ha')[1]);
  assert.equal(await attribute('aria-expanded'), 'false');
}

export async function check({ folder, words }) {
  run(process.execPath, ['--no-warnings', 'build.mjs', 'suggestions.wasmap'], { cwd: folder });
  const entryPoints = ['page.js', 'worker.js'].map((file) => join(folder, file));
  const bundler = await context({ entryPoints, outdir: folder, allowOverwrite: true, bundle: true, format: 'esm' });
  const { port } = await bundler.serve({ servedir: folder, host: '127.0.0.1' });
  const browser = await launchChromium();
  try {
    const page = await browser.newPage();
    const errors = [];
    page.on('pageerror', (error) => errors.push(String(error)));
    await page.goto(`http://127.0.0.1:${port}/`);
    await page.evaluate(watch);
    await page.focus('input');
    const [loaded] = await typeWord(page, words, 'x');
    const times = [...await typeWord(page, words, 'zebra'), ...await typeWord(page, words, 'quiz')];
    await checkKeyboard(page, words);
    assert.deepEqual(errors, []);
    times.sort((a, b) => a - b);
    const [median, worst] = [times[times.length >> 1], times.at(-1)].map((ms) => ms.toFixed(1));
    return `${words.length} words suggested as a plain filter would; the first letter, with the file, took ${loaded.toFixed(0)} ms, then each `
      + `${median} (worst ${worst}); axe has nothing to say`;
  } finally {
    await browser.close();
    await bundler.dispose();
  }
}
