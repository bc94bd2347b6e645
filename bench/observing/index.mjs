/**
 * What observing costs: reads and batches of 512 of a map that is shown in a registry, beside the same map when it is not; and a scrape of 1 000 maps,
 * beside as many lines of prom-client's own metrics. With `--check` it fails where a bar is missed.
 */
import Table from 'cli-table3';
import { median, quantile } from '../statistics.mjs';
import { scrapes } from './scrapes.mjs';
import { turns } from './turns.mjs';

/** Slower than plain by at most so much; a scrape of maps that no batch was written to takes at most so many milliseconds. */
const MOST = 1.03;
const MOST_SCRAPE_MS = 20;

const missed = [];
const table = new Table({ head: ['', 'plain', 'control by plain', 'instrumented by plain'] });
const spread = (ratios) => `${median(ratios).toFixed(3)} (${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)})`;
for (const { operation, plain, control, instrumented } of await turns()) {
  table.push([operation, `${plain.toPrecision(3)} ns`, spread(control), spread(instrumented)]);
  if (median(instrumented) > MOST) missed.push(`${operation} is more than ${MOST} of what it is unobserved`);
}
console.log(`Node ${process.version}; medians of 150 rounds, and quartiles\n${table.toString()}`);

const { plain, batched, native } = await scrapes();
console.log(`A scrape of 1 000 maps: ${plain.toFixed(1)} ms where none had a batch; ${batched.ms.toFixed(1)} ms where each had, ${batched.lines} lines.
prom-client's own metrics take ${native.ms.toFixed(1)} ms for ${native.lines} lines of the same form.`);
if (plain > MOST_SCRAPE_MS) missed.push(`a scrape takes more than ${MOST_SCRAPE_MS} ms`);

if (missed.length > 0 && process.argv.includes('--check')) {
  console.error(missed.join('\n'));
  process.exitCode = 1;
}
