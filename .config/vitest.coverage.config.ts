import { configDefaults, defineConfig } from 'vitest/config';
import base from './vitest.config.js';

/** Counting makes code several times slower: tests with a bar on time, and those of no code in src, stay out. */
export default defineConfig({
  ...base,
  test: {
    ...base.test,
    exclude: [...configDefaults.exclude, ...(base.test?.exclude ?? []), 'test/engine/hostile.test.ts', 'test/package/**', 'bench/**'],
    coverage: { ...base.test?.coverage, enabled: true },
  },
});
