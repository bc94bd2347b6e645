import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { root } from './examples.js';

interface Manifest {
  readonly exports: Readonly<Record<string, string | { readonly default: string }>>;
  readonly peerDependencies: Readonly<Record<string, string>>;
}

const manifest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as Manifest;
const entries = Object.entries(manifest.exports)
  .flatMap(([name, target]) => (typeof target === 'object' && !['.', './edge'].includes(name) ? [[name, target.default] as const] : []));

/** The files of `dist` that `file` brings along, and the packages. */
async function inputsOf(file: string): Promise<{ files: string[]; packages: string[] }> {
  const { metafile } = await build({
    entryPoints: [file], absWorkingDir: fileURLToPath(root), bundle: true, write: false, metafile: true, format: 'esm', packages: 'external', logLevel: 'error',
  });
  const packages = Object.values(metafile.outputs).flatMap(({ imports }) => imports).filter(({ external }) => external).map(({ path }) => path);
  return { files: Object.keys(metafile.inputs).map((path) => path.replace(/^dist\//, '')), packages };
}

describe('the core', () => {
  it('brings none of the other entries along', async () => {
    const folders = entries.map(([, file]) => file.replace(/^\.\/dist\/|\/index\.js$/g, ''));
    const { files, packages } = await inputsOf('dist/index.js');
    expect(files.filter((file) => folders.some((folder) => file.startsWith(`${folder}/`)))).toEqual([]);
    expect(packages).toEqual([]);
  });
});

describe.each(entries)('the entry %s', (name, target) => {
  it('brings no part of the core that keeps anything: at the edge that is bundled apart, and would be there twice', async () => {
    const own = target.replace(/^\.\/dist\/|index\.js$/g, '');
    const { files, packages } = await inputsOf(target);
    const shared = files.filter((file) => !file.startsWith(own) && !/^(diagnostics\/.*|(arguments|clock|define|engine\/simd|errors|map\/kinds|typed-arrays|weak)\.js)$/.test(file));
    expect(shared).toEqual([]);
    expect(packages.filter((one) => !(one in manifest.peerDependencies))).toEqual([]);
    expect(name).toMatch(/^\.\/[a-z]+$/);
  });
});
