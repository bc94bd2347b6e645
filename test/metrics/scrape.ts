/** What a scrape says, and the libraries whose registries are tested. */
import * as successor from '@prometheus-io/client';
import * as promClient from 'prom-client';
import { expect } from 'vitest';
import type { MetricsRegistry } from '../../src/metrics/index.js';

export interface TextRegistry extends MetricsRegistry {
  metrics(): Promise<string>;
}

export const libraries = [
  ['prom-client', promClient],
  ['@prometheus-io/client', successor as unknown as typeof promClient],
] as const;

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
