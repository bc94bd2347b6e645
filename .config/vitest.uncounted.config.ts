import { defineConfig } from 'vitest/config';
import base from './vitest.config.js';
import { uncounted } from './vitest.coverage.config.js';

/** What coverage leaves out. */
export default defineConfig({ ...base, test: { ...base.test, include: uncounted } });
