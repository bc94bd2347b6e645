/**
 * Writes the files that later versions are tested to read: `node test/serial/make-fixtures.mjs`, after a build, once for each version of
 * the format; what is there stays.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({ resolve: (name, context, next) => next(name.replace('../../src/index.js', '../../dist/index.js').replace(/\/subjects\.js$/, '/subjects.ts'), context) });
const { keyKinds, subject } = await import('./subjects.ts');

for (const key of keyKinds) {
  for (const value of ['f64', 'string', 'none']) {
    const file = new URL(`fixtures/0.1-${key}-${value}.wasmap`, import.meta.url);
    if (!existsSync(file)) writeFileSync(file, subject(key, value, 40, 'js', 1n).serialize());
  }
}
