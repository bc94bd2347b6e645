/** What the entry brings with it. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, it } from 'vitest';

/** What is imported from elsewhere, and what of the package itself, by the paths in dist. */
async function importsOf(entry: string): Promise<{ packages: string[]; own: string[] }> {
  const root = fileURLToPath(new URL('../../', import.meta.url));
  const { metafile } = await build({
    entryPoints: [`${root}dist/${entry}`], absWorkingDir: root, bundle: true, format: 'esm', platform: 'browser', packages: 'external', write: false, metafile: true,
  });
  const imported = Object.values(metafile.inputs).flatMap(({ imports }) => imports);
  return {
    packages: [...new Set(imported.filter(({ external }) => external === true).map(({ path }) => path))],
    own: Object.keys(metafile.inputs).map((path) => path.replace('dist/', '')),
  };
}

it('imports the API of OpenTelemetry and nothing else, and no part of the core that has a state', async () => {
  const { packages, own } = await importsOf('otel/index.js');
  expect(packages).toEqual(['@opentelemetry/api']);
  const stateless = ['arguments', 'clock', 'define', 'errors', 'weak'].map((name) => `${name}.js`);
  expect(own.filter((path) => !/^(otel|diagnostics)\//.test(path)).sort()).toEqual(stateless);
});

it('is imported by no part of the core', async () => {
  const { packages, own } = await importsOf('index.js');
  expect(packages).toEqual([]);
  expect(own.filter((path) => path.startsWith('otel/'))).toEqual([]);
});
