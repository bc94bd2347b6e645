/** Writes the dashboard into src/metrics/grafana: `node bench/dashboard/build.mjs`, after a change here. A test compares the two. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const output = join(here, '..', '..', 'src', 'metrics', 'grafana', 'dashboard.json');

// Within the checkout, so that packages are found.
const folder = mkdtempSync(join(here, '.build-'));
try {
  const bundle = join(folder, 'dashboard.mjs');
  await build({
    entryPoints: [join(here, 'dashboard.ts')], outfile: bundle, bundle: true, packages: 'external', format: 'esm', platform: 'node', target: 'node20.19',
  });
  const { dashboardText } = await import(pathToFileURL(bundle).href);
  writeFileSync(output, dashboardText());
} finally {
  rmSync(folder, { recursive: true, force: true });
}
