/** How the long tests run: one after another, for they measure memory and fill it. */
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  test: {
    include: ['test/long/**/*.test.ts'],
    testTimeout: 600_000,
    fileParallelism: false,
  },
});
