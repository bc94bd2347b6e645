/** What a scrape says, and the libraries whose registries are tested. */
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import * as promClient from 'prom-client';
import { expect } from 'vitest';
import type { MetricsRegistry } from '../../src/metrics/index.js';

export interface TextRegistry extends MetricsRegistry {
  metrics(): Promise<string>;
}

/** Kept apart, for it does not say that it supports Node 20: `npm ci --prefix test/runtimes` brings it, as `.ci/run` does. */
const successor = new URL('../runtimes/node_modules/@prometheus-io/client/index.js', import.meta.url);
const hasSuccessor = existsSync(fileURLToPath(successor));
if (process.env['WASMAP_SUCCESSOR'] === 'required') expect(hasSuccessor).toBe(true);

export const libraries: readonly (readonly [name: string, library: typeof promClient])[] = [
  ['prom-client', promClient],
  ...(hasSuccessor ? [['@prometheus-io/client', (await import(successor.href)) as typeof promClient] as const] : []),
];

/** The samples of a scrape: by name and labels, as they are written; no two are the same. */
export async function scrape(register: TextRegistry): Promise<Record<string, number>> {
  const lines = (await register.metrics()).split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  const names = lines.map((line) => line.replace(/ [^ ]*$/, ''));
  expect(new Set(names).size).toBe(lines.length);
  return Object.fromEntries(lines.map((line, i) => [names[i]!, Number(line.replace(/^.* /, ''))]));
}

/** As exposition names a series: `labelled('hits_total', 'map="a"')`. */
export const labelled = (name: string, labels: string): string => `wasmap_${name}{${labels}}`;

/** What is shown of maps, the engine aside. */
export async function shown(register: TextRegistry): Promise<string[]> {
  return Object.keys(await scrape(register)).filter((name) => !name.startsWith('wasmap_engine'));
}
