/** What the demo says: where to look, what the metrics mean, and what they came to. */
import { fileURLToPath } from 'node:url';
import type { Reading, Sample } from '../watch/exposition.js';

/** The bundle is in `dist`. */
const RULES = fileURLToPath(new URL('../src/metrics/prometheus/rules.yml', import.meta.url));
const DASHBOARD = fileURLToPath(new URL('../src/metrics/grafana/dashboard.json', import.meta.url));

export function whereToLook(port: number, seconds: number): string {
  const address = `127.0.0.1:${port}`;
  return `A service with four maps and a cache of two levels under load, for ${seconds} seconds; Ctrl-C ends it before that.

  metrics      http://${address}/metrics
  in here      npx wasmap watch ${address}     (in a checkout: node dist/cli.js watch ${address})
  Prometheus   prometheus --config.file=demo.yml, with this as demo.yml:

global:
  scrape_interval: 1s
  evaluation_interval: 1s
scrape_configs:
  - job_name: wasmap-demo
    static_configs:
      - targets: ['${address}']
rule_files:
  - ${JSON.stringify(RULES)}

  Grafana      add that Prometheus as a data source, then Dashboards > New > Import:
               ${DASHBOARD}
`;
}

interface Shown {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly meaning: string;
}

const SHOWN: readonly Shown[] = [
  { name: 'wasmap_misses_total', labels: { map: 'pages' }, meaning: 'reads that found nothing. Beyond 2.3 of them to a hit a cache costs more than it saves, and this one has more' },
  { name: 'wasmap_putall_operations_total', labels: { map: 'orders', result: 'failed' }, meaning: 'batches that were taken back; other results are ok, partial, rejected and deduplicated' },
  { name: 'wasmap_putall_duration_seconds_bucket', labels: { map: 'stock', shard: '0', result: 'ok', le: '0.001' }, meaning: 'batches that took a millisecond at most: P50 and P99 come from these' },
  { name: 'wasmap_concurrent_modifications_total', labels: { map: 'orders', kind: 'interleaved' }, meaning: 'asynchronous batches given up because somebody else wrote meanwhile' },
  { name: 'wasmap_splits_total', labels: { map: 'sessions' }, meaning: 'segments of 16 KiB that were full: so a map grows, never all of it at once' },
  { name: 'wasmap_memory_bytes', labels: { map: 'sessions' }, meaning: 'linear memory that the map owns, outside the JavaScript heap' },
  { name: 'wasmap_cache_hits_total', labels: { cache: 'articles', tier: 'l1' }, meaning: 'reads that the first level of the cache answered; tier="l2" is asked for the others' },
  { name: 'wasmap_cache_evictions_total', labels: { cache: 'articles', tier: 'l1', cause: 'evict' }, meaning: 'entries that went to make room; other causes are expire and delete' },
];

/** A line of the exposition each, and what it means. */
export function whatTheyMean(reading: Reading): string {
  const lines = SHOWN.map(({ name, labels, meaning }) => {
    const text = Object.entries(labels).map(([label, value]) => `${label}="${value}"`).join(',');
    return `  ${name}{${text}} ${sumOf(reading, name, labels)}\n      ${meaning}`;
  });
  return `Some of the metrics, as they are now:\n\n${lines.join('\n')}\n`;
}

/** What all maps came to. */
export function summary(reading: Reading, scrapes: number, seconds: number): string {
  const hits = sumOf(reading, 'wasmap_hits_total');
  const reads = hits + sumOf(reading, 'wasmap_misses_total');
  const byResult = totalsBy(reading, 'wasmap_putall_operations_total', 'result');
  const byKind = totalsBy(reading, 'wasmap_concurrent_modifications_total', 'kind');
  return `In ${seconds.toFixed(1)} s: ${count(reads)} reads, ${(100 * hits / Math.max(1, reads)).toFixed(1)} % of which found their key; `
    + `${count(sumOf(reading, 'wasmap_putall_entries_total'))} entries written by ${listed(byResult)} batches; `
    + `${count(sumOf(reading, 'wasmap_splits_total'))} segments split; ${count(sumOf(reading, 'wasmap_rollbacks_total'))} batches taken back; `
    + `given up for a write that came between: ${listed(byKind)}. /metrics was asked for ${count(scrapes)} times.`;
}

function sumOf({ samples }: Reading, name: string, labels: Readonly<Record<string, string>> = {}): number {
  const isMeant = (sample: Sample): boolean => sample.name === name && Object.entries(labels).every(([label, value]) => sample.labels[label] === value);
  return [...samples.values()].filter(isMeant).reduce((sum, { value }) => sum + value, 0);
}

function totalsBy({ samples }: Reading, name: string, label: string): Map<string, number> {
  const totals = new Map<string, number>();
  for (const sample of samples.values()) {
    if (sample.name !== name || sample.value === 0) continue;
    const by = sample.labels[label];
    totals.set(by, (totals.get(by) ?? 0) + sample.value);
  }
  return totals;
}

const listed = (totals: ReadonlyMap<string, number>): string => [...totals].map(([name, total]) => `${count(total)} ${name}`).join(', ') || 'none';
const count = (value: number): string => value.toLocaleString('en');
