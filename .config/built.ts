/** Lets tests import the sources by name and run what `tsc` made of them. */
import { existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vitest/config';

const root = fileURLToPath(new URL('..', import.meta.url));
const sources = join(root, 'src');
const outputs = join(root, 'dist');

/**
 * Tests of what users get: imports of `src/*.js` go to `dist/*.js`, which Node loads itself. Vite's own modules reach each
 * other's functions through getters and know no constant enums across files, which makes the JS engine ten times slower.
 * The tests in `except`, which load the sources anew, get these.
 */
export function built({ except }: { except: readonly string[] }): Plugin {
  return {
    name: 'built',
    enforce: 'pre',
    resolveId(source, importer) {
      if (!importer || !source.startsWith('.') || importer.startsWith(sources) || except.some((test) => importer.endsWith(test))) return null;
      const path = resolve(dirname(importer), source);
      const inside = relative(sources, path);
      if (inside.startsWith('..')) return null;
      const output = join(outputs, inside);
      if (!existsSync(output)) throw new Error(`${output} is missing: run \`npm run build\` before the tests`);
      return { id: output, external: true };
    },
    // Asked for by the counting of lines, whose numbers hold for files as they lie there.
    load(id) {
      if (id.startsWith(outputs) && id.endsWith('.js')) throw new Error(`${id} is loaded by Node alone`);
      return null;
    },
  };
}
