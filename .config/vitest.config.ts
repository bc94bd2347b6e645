import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { built } from './built.js';

export default defineConfig({
  root: fileURLToPath(new URL('..', import.meta.url)),
  plugins: [built({ except: ['test/engine/select.test.ts'] })],
  test: {
    server: { deps: { external: [/\/dist\//] } },
    include: ['test/**/*.test.ts', 'bench/test/**/*.test.ts'],
    exclude: ['test/long/**', '**/node_modules/**'],
    // Every core: by default one is left out, and of two that is half.
    maxWorkers: '100%',
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
