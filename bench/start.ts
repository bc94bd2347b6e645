/**
 * `npm start`: real data into maps with one `putAll` each, some lookups, the quick comparison and its report page, told in
 * plain words and done in little more than a minute.
 */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { DEFAULT_SEED } from './command/options.js';
import { readCities, type CityColumns } from './input/cities.js';
import { renderPage } from './report/page.js';
import { renderTables } from './report/table.js';
import { describeEnvironment } from './run/environment.js';
import { startPlan } from './run/plan.js';
import { carryOut } from './run/run.js';

/** Beside the bundle: out of version control, and the same place wherever the command is run from. */
const REPORT_PAGE = fileURLToPath(new URL('./report.html', import.meta.url));
const LOOKED_UP = ['Tokyo', 'Lagos', 'São Paulo', 'Reykjavík'];
const NAMESAKES = ['San José', 'San Francisco', 'Springfield'];
/** The comparison begins no cell after this. */
const DEADLINE_MS = 60_000;

const cities = readCities();
await showRealData(cities);
await showRealText(cities);
await compare();

async function showRealData(cities: CityColumns): Promise<void> {
  const { WasmMap, engineInfo } = await import('../src/index.js');
  const { engine, reason } = engineInfo();
  const populations = new WasmMap({ key: 'u32', value: 'f64' });
  const { written, inserted, durationMs } = populations.putAll({ keys: cities.ids, values: cities.populations });
  const { bytesPerEntry } = populations.memoryUsage();
  say(`wasmap runs on its ${engine === 'wasm' ? 'WebAssembly' : 'JavaScript'} engine (${reason}).`);
  say(
    `One putAll call put ${count(written)} cities of GeoNames (id → population) into a map in ${durationMs.toFixed(1)} ms: ` +
      `${count(inserted)} entries, ${bytesPerEntry.toFixed(1)} bytes each, outside the JavaScript heap.`,
  );
  say('Single lookups by id:');
  for (const name of LOOKED_UP) {
    const index = mostPopulous(cities, name);
    if (index === undefined) continue;
    const id = cities.ids[index];
    say(`  ${name} (${cities.countries[index]}), GeoNames id ${id}: ${count(populations.get(id) ?? 0)} people`);
  }
  const began = performance.now();
  const { values, hits } = populations.getAll(cities.ids);
  const elapsed = performance.now() - began;
  let people = 0;
  for (const value of values) people += value;
  say(`One getAll call read all ${count(hits)} of them back in ${elapsed.toFixed(1)} ms: ${count(people)} people live in these places.`);
  populations.dispose();
}

async function showRealText({ names, populations }: CityColumns): Promise<void> {
  const { WasmMap } = await import('../src/index.js');
  const people = new WasmMap({ key: 'string', value: 'f64' });
  const { inserted, durationMs } = people.putAll({ keys: names, values: populations }, { onConflict: 'add' });
  const { bytesPerEntry } = people.memoryUsage();
  say(
    `Another one, by name and adding up where cities share one: ${count(inserted)} names in ${durationMs.toFixed(1)} ms, ` +
      `${bytesPerEntry.toFixed(1)} bytes each, the strings included.`,
  );
  for (const name of NAMESAKES) {
    const total = people.get(name);
    if (total !== undefined) say(`  ${count(total)} people live in places called ${name}`);
  }
  people.dispose();
}

async function compare(): Promise<void> {
  say('\nNow the quick comparison with the native Map, the rivals taking turns in processes of their own:\n');
  const plan = startPlan(DEFAULT_SEED);
  const options = { seed: DEFAULT_SEED, trace: undefined, quick: true, deadlineMs: DEADLINE_MS };
  const { report, leftOut, failures } = await carryOut(plan, options, describeEnvironment(DEFAULT_SEED, true));
  console.log(renderTables(report));
  if (leftOut > 0) say(`\n${leftOut} measurements were left out: the comparison begins none after ${DEADLINE_MS / 1000} seconds.`);
  for (const failure of failures) say(`Failed: ${failure}`);
  if (failures.length > 0) process.exitCode = 1;
  writeFileSync(REPORT_PAGE, renderPage({ ...report, figures: [] }));
  say(`\nThe report page with charts is at ${REPORT_PAGE}: open it in a browser.`);
  say('More sizes, key kinds and rivals: npx wasmap bench --help');
}

function mostPopulous({ names, populations }: CityColumns, name: string): number | undefined {
  let best: number | undefined;
  names.forEach((candidate, index) => {
    if (candidate === name && (best === undefined || populations[index] > populations[best])) best = index;
  });
  return best;
}

function count(value: number): string {
  return value.toLocaleString('en');
}

function say(text: string): void {
  console.log(text);
}
