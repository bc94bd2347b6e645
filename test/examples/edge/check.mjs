import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../../.ci/checks/support.mjs';
import { bundleWorker, startWorker } from '../../runtimes/hosts/workerd.mjs';

export const runtime = 'workerd';

const REDIRECTS = 50_000;
const line = (n) => [encodeURI(`/old/page-${n}/ä`), `https://new.example/articles/${n}`];

export async function check({ folder, project }) {
  const lines = Array.from({ length: REDIRECTS }, (_, n) => line(n).join('\t'));
  writeFileSync(join(folder, 'redirects.tsv'), lines.join('\n'));
  run(process.execPath, ['build.mjs', 'redirects.tsv', 'redirects.wasmap'], { cwd: folder });
  const { text } = await bundleWorker(join(folder, 'worker.mjs'), /\.(wasm|wasmap)$/);
  const file = { type: 'Data', path: '/redirects.wasmap', contents: readFileSync(join(folder, 'redirects.wasmap')) };
  const miniflare = startWorker({ text, project, modules: [file] });
  try {
    const ask = (path) => miniflare.dispatchFetch(`https://old.example${path}`, { redirect: 'manual' });
    for (const n of [0, 1, 25_000, REDIRECTS - 1]) {
      const response = await ask(line(n)[0]);
      assert.deepEqual([response.status, response.headers.get('location')], [301, line(n)[1]]);
    }
    for (const path of ['/', `/old/page-${REDIRECTS}/ä`]) assert.equal((await ask(path)).status, 404);
  } finally {
    await miniflare.dispose();
  }
  return `${REDIRECTS} redirects from a snapshot that is a module of the worker; 404 for others`;
}
