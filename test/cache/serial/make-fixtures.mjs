/** Writes the files that later versions are tested to read: `node test/cache/serial/make-fixtures.mjs`, after a build, once for each version of the format; what is there stays. */
import { existsSync, writeFileSync } from 'node:fs';
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (name, context, next) => next(name.replace(/^.*\/src\/(index|cache\/index)\.js$/, (_, path) => new URL(`../../../dist/${path}.js`, import.meta.url).href)
    .replace(/\/(subjects|fuzz|fixtures)\.js$/, '/$1.ts').replace(/^.*\/src\/engine\/(.*)$/, (_, path) => new URL(`../../../dist/engine/${path}`, import.meta.url).href), context),
});
const { fixtures, fixtureOf } = await import('./fixtures.ts');

Date.now = () => Date.UTC(2026, 0, 1);
for (const [name, ...kinds] of fixtures) {
  const file = new URL(`fixtures/${name}.wasmap`, import.meta.url);
  if (!existsSync(file)) writeFileSync(file, fixtureOf(...kinds).serialize());
}
