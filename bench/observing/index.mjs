/**
 * What observing costs: reads and batches of 512 of a map that is shown in a registry, beside one of a process that has not imported the metrics,
 * and one of a process that has and does not use them; and a scrape of 1 000 maps, beside as many lines of prom-client's own metrics. With
 * `--check` it fails where a bar is missed.
 */
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import Table from 'cli-table3';
import { median, quantile } from '../statistics.mjs';
import { scrapes } from './scrapes.mjs';

const ROUNDS = Number(process.env.ROUNDS ?? 15);
const STATES = ['bare', 'imported', 'instrumented'];
/** Slower than bare by at most so much; a scrape of maps that no batch was written to takes at most so many milliseconds. */
const MOST = 1.03;
const MOST_SCRAPE_MS = 20;

const side = fileURLToPath(new URL('side.mjs', import.meta.url));
const measure = (state) => JSON.parse(execFileSync(process.execPath, [side, state], { encoding: 'utf8' }));

const rounds = Array.from({ length: ROUNDS }, (_, round) => {
  const order = STATES.map((_, i) => STATES[(i + round) % STATES.length]);
  const found = Object.fromEntries(order.map((state) => [state, measure(state)]));
  process.stderr.write(`\rround ${round + 1} of ${ROUNDS}`);
  return found;
});
process.stderr.write('\n');

const missed = [];
const table = new Table({ head: ['', ...STATES, 'imported by bare', 'instrumented by bare'] });
for (const operation of ['get', 'putAll']) {
  const times = STATES.map((state) => `${median(rounds.map((round) => round[state][operation])).toFixed(operation === 'get' ? 1 : 0)} ns`);
  const ratios = ['imported', 'instrumented'].map((state) => rounds.map((round) => round[state][operation] / round.bare[operation]));
  const show = (values) => `${median(values).toFixed(3)} (${quantile(values, 0.25).toFixed(3)} to ${quantile(values, 0.75).toFixed(3)})`;
  table.push([operation === 'get' ? 'get, 64 k u32 to f64' : 'putAll of 512', ...times, ...ratios.map(show)]);
  if (ratios.some((values) => median(values) > MOST)) missed.push(`${operation} is more than ${MOST} of what it is unobserved`);
}
console.log(`Node ${process.version}, ${ROUNDS} rounds of a process each, in turn\n${table.toString()}`);

const { plain, batched, native } = await scrapes();
console.log(`A scrape of 1 000 maps: ${plain.toFixed(1)} ms where none had a batch; ${batched.ms.toFixed(1)} ms where each had, ${batched.lines} lines.
prom-client's own metrics take ${native.ms.toFixed(1)} ms for ${native.lines} lines of the same form.`);
if (plain > MOST_SCRAPE_MS) missed.push(`a scrape takes more than ${MOST_SCRAPE_MS} ms`);

if (missed.length > 0 && process.argv.includes('--check')) {
  console.error(missed.join('\n'));
  process.exitCode = 1;
}
