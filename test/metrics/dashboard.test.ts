import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { buildDashboard, dashboardText } from '../../bench/dashboard/dashboard.js';

interface Panel {
  readonly id: number;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly datasource?: unknown;
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string } };
  readonly targets?: readonly { readonly expr: string; readonly refId: string; readonly datasource: unknown }[];
}

const committed = readFileSync(new URL('../../src/metrics/grafana/dashboard.json', import.meta.url), 'utf8');
const dashboard = JSON.parse(committed) as {
  readonly panels: readonly Panel[];
  readonly templating: { readonly list: readonly { readonly name: string; readonly type: string }[] };
};
const rows = dashboard.panels.filter(({ type }) => type === 'row');
const panels = dashboard.panels.filter(({ type }) => type !== 'row');
const targets = panels.flatMap((panel) => panel.targets ?? []);
const DATA_SOURCE = { type: 'prometheus', uid: '${datasource}' };

describe('the dashboard', () => {
  it('is what it is generated from: `node bench/dashboard/build.mjs` writes it anew', () => {
    expect(committed).toBe(dashboardText());
  });

  it('is generated the same each time', () => {
    expect(buildDashboard()).toEqual(buildDashboard());
  });

  it('has the rows that it is to have, and panels in each', () => {
    expect(rows.map(({ title }) => title)).toEqual(['Golden signals', 'Batches', 'Memory', 'Tipping point', 'Caches', 'Guards']);
    for (const [index, row] of rows.entries()) {
      const below = dashboard.panels[dashboard.panels.indexOf(row) + 1];
      expect(below?.type).not.toBe('row');
      expect(below, `row ${index}`).toBeDefined();
    }
  });

  it('says of each panel what it shows, in what unit, and what to do', () => {
    for (const { title, description = '', datasource, fieldConfig } of panels) {
      expect(description.length, title).toBeGreaterThan(30);
      expect(datasource, title).toEqual(DATA_SOURCE);
      expect(fieldConfig?.defaults.unit, title).toBeTypeOf('string');
    }
  });

  it('lays panels out side by side, none over another', () => {
    const taken = new Set<string>();
    for (const { title, gridPos: { x, y, w, h } } of dashboard.panels) {
      expect(x + w, title).toBeLessThanOrEqual(24);
      for (let column = x; column < x + w; column++) {
        for (let line = y; line < y + h; line++) {
          expect(taken.has(`${column},${line}`), title).toBe(false);
          taken.add(`${column},${line}`);
        }
      }
    }
    expect(new Set(dashboard.panels.map(({ id }) => id)).size).toBe(dashboard.panels.length);
  });

  it('asks only for what is chosen above it, by the data source that is', () => {
    const names = dashboard.templating.list.map(({ name }) => name);
    expect(names).toEqual(['datasource', 'job', 'instance', 'map', 'cache']);
    for (const { expr, datasource } of targets) {
      expect(datasource).toEqual(DATA_SOURCE);
      for (const [, selector] of expr.matchAll(/wasmap_\w+(\{[^}]*\})?/g)) expect(selector, expr).toMatch(/^\{job=~"\$job",instance=~"\$instance"/);
      for (const [, range] of expr.matchAll(/\[([^\]]+)\]/g)) expect(range).toMatch(/^\$__(rate_interval|range)$/);
    }
  });

  it('tells the queries of a panel apart', () => {
    for (const { title, targets: asked = [] } of panels) expect(new Set(asked.map(({ refId }) => refId)).size, title).toBe(asked.length);
  });

  it('has a line at the tipping point', () => {
    const panel = panels.find(({ title }) => title === 'Misses to a hit');
    expect(JSON.stringify(panel)).toContain('{"value":2.3,"color":"red"}');
    expect(JSON.stringify(panel)).toContain('"thresholdsStyle":{"mode":"dashed"}');
  });
});
