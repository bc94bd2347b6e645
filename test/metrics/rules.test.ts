import { readFileSync } from 'node:fs';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { WasmMap } from '../../src/index.js';
import { WasmCache } from '../../src/cache/index.js';
import { guard } from '../../src/guard/index.js';
import { instrument } from '../../src/metrics/index.js';

interface Rule {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

const file = readFileSync(new URL('../../src/metrics/prometheus/rules.yml', import.meta.url), 'utf8');
const rules = (parse(file) as { groups: { rules: Rule[] }[] }).groups.flatMap((group) => group.rules);
const recorded = rules.map(({ record }) => record).filter((record) => record !== undefined);

// What they come to is for `promtool test rules`, with the series in prometheus/rules.test.yml.
describe('the rules for Prometheus', () => {
  it('record the names that articles use', () => {
    for (const name of ['putall_failure_rate', 'putall_p99_latency', 'putall_batch_size', 'putall_collision_rate', 'putall_gc_trigger_count']) {
      expect(recorded).toContain(name);
    }
  });

  it('record each name once, and use none before it is recorded', () => {
    expect(new Set(recorded).size).toBe(recorded.length);
    for (const [index, { expr }] of rules.entries()) {
      const before = rules.slice(0, index).map(({ record }) => record);
      for (const [name] of expr.matchAll(/\b(?:(?:map|cache):wasmap_[\w:]+|putall_\w+)/g)) expect(before, expr).toContain(name);
    }
  });

  it('wait before they alert, say how grave it is, which map or cache it is about, and what to do', () => {
    const alerts = rules.filter(({ alert }) => alert !== undefined);
    expect(alerts.length).toBeGreaterThan(5);
    for (const { alert, for: wait, labels, annotations } of alerts) {
      expect(wait, alert).toMatch(/^\d+m$/);
      expect(['info', 'warning', 'critical'], alert).toContain(labels?.severity);
      expect(annotations?.summary, alert).toMatch(/\{\{ \$labels\.(map|cache) \}\}/);
      expect(annotations?.description?.length, alert).toBeGreaterThan(100);
    }
  });

  it('are tested by promtool, each of them', () => {
    const tests = readFileSync(new URL('prometheus/rules.test.yml', import.meta.url), 'utf8');
    for (const { alert, record = alert ?? '' } of rules) expect(tests.includes(record), record).toBe(true);
  });

  it('ask for metrics that are shown', async () => {
    const register = new Registry();
    const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock' });
    instrument(map, { register });
    guard(map, { mode: 'count' });
    map.putAll([[1, 1]]);
    const cache = new WasmCache({ max: 10, key: 'u32', value: 'u32', fetchMethod: (key) => key });
    instrument(cache, { register, name: 'prices' });
    const text = await register.metrics();
    for (const { expr } of rules) {
      for (const [metric] of expr.matchAll(/(?<![:\w])wasmap_\w+/g)) {
        expect(text).toMatch(new RegExp(`^${metric}[{ ]`, 'm'));
      }
    }
    map.dispose();
  });
});
