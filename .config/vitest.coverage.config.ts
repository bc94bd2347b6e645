import { configDefaults, defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/**
 * Counting makes code slower, up to three times: tests with a bar on time, the longest, and those of no code in src, stay out. They have
 * a configuration of their own.
 */
export const uncounted = [
  ...['engine/hostile', 'engine/heap', 'engine/migration', 'map/ordered', 'bulk/last-moment'].map((name) => `test/${name}.test.ts`),
  'test/package/**/*.test.ts', 'bench/test/**/*.test.ts',
];

export default defineConfig({
  ...base,
  test: {
    ...base.test,
    exclude: [...configDefaults.exclude, ...(base.test?.exclude ?? []), ...uncounted],
    coverage: {
      enabled: true,
      provider: 'v8',
      // What `tsc` made of src, which is what the tests run, by the lines of src, to which its maps lead; bundles and typedoc's pages are
      // beside it. The module is data, and the emitted methods are one template times sixty: the parity tests cover that.
      include: ['dist/**/*.js'],
      exclude: ['dist/cli.js', 'dist/start.js', 'dist/demo.js', 'dist/edge/**', 'dist/workerd/**', 'dist/docs/**', 'dist/page/**', '**/*.generated.js'],
      reporter: ['text', 'json-summary'],
      thresholds: { lines: 95 },
    },
  },
});
