/**
 * The package as it is published, in every runtime it is said to run in: each runs the same tests, and has to run all of them.
 *
 *     node test/runtimes/run.mjs [--node PATH]… [--results FOLDER] [runtime]…
 *
 * Browsers are Debian's; all else comes with this folder's package.json.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import Table from 'cli-table3';
import { fail } from '../../.ci/checks/support.mjs';
import { bundleConformance } from './conformance/bundle.mjs';
import { chromiumHost, firefoxHost, prepareSite } from './hosts/browsers.mjs';
import { bunHost, denoHost, node } from './hosts/processes.mjs';
import { webkitHost } from './hosts/webkit.mjs';
import { workerdHost } from './hosts/workerd.mjs';
import { createProject } from './project.mjs';

/** How often each random test is tried: `npm test` tries them more often. */
const RUNS = 1;
/** How many runtimes run at a time. */
const LANES = 2;

const { values: { node: nodes = [], results }, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string', multiple: true }, results: { type: 'string' } },
});

const hosts = [
  ...(nodes.length > 0 ? nodes : [process.execPath]).map(node), denoHost, bunHost, workerdHost, chromiumHost, firefoxHost, webkitHost,
].filter(({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()));
if (hosts.length === 0) fail(`no runtime is called ${wanted.join(' or ')}`);

/** A project for what runs from the command line, and one with the pages for browsers. */
async function prepare() {
  const project = createProject();
  writeFileSync(join(project, 'conformance.js'), await bundleConformance('wasmap', RUNS));
  const site = createProject();
  await prepareSite({ project: site, runs: RUNS });
  return { project, site };
}

/** @returns what came of every place in which the host runs the tests, none where it could not run them */
async function outcomesOf(host, context) {
  let version = 'unknown';
  try {
    version = (await host.version()).replace(/^v/, '');
    const outcome = await host.run(context);
    const places = 'passed' in outcome ? { '': outcome } : outcome;
    return Object.entries(places).map(([place, result]) => ({ name: host.name, version, place, ...result }));
  } catch (error) {
    const failures = [{ name: 'it did not run', error: error.stack ?? String(error) }];
    return [{ name: host.name, version, place: '', passed: 0, skipped: 0, durationMs: 0, failures }];
  }
}

async function inLanes(tasks) {
  const outcomes = [];
  const waiting = tasks.entries();
  await Promise.all(Array.from({ length: LANES }, async () => {
    for (const [index, task] of waiting) outcomes[index] = await task();
  }));
  return outcomes.flat();
}

function show(outcomes, cases) {
  const table = new Table({ head: ['runtime', 'version', 'where', 'engine', 'passed', 'failed', 'not there', 'seconds'], style: { head: [], border: [] } });
  for (const { name, version, place, engine, passed, failures, skipped, durationMs } of outcomes) {
    table.push([name, version, place, engine?.engine ?? '', passed, failures.length, skipped, (durationMs / 1000).toFixed(1)]);
  }
  console.log(table.toString());
  console.log(`${cases} cases each; "not there" are those of what a place has not, such as shared memory`);
  for (const { name, version, place, failures } of outcomes) {
    for (const failure of failures) console.log(`\n${name} ${version} ${place}\n  ${failure.name}\n  ${failure.error}`);
  }
}

/** What is wrong, besides tests that failed. */
function complaints(outcomes, cases) {
  return outcomes.flatMap(({ name, version, place, engine, passed, failures, skipped }) => {
    const where = `${name} ${version} ${place}`.trim();
    return [
      ...(failures.length > 0 ? [`${where}: ${failures.length} failed`] : []),
      ...(passed + failures.length + skipped === cases ? [] : [`${where}: ran ${passed + failures.length + skipped} of ${cases} cases`]),
      ...(skipped <= 2 ? [] : [`${where}: ${skipped} cases were left out`]),
      ...(engine === undefined || engine.engine === 'wasm' ? [] : [`${where}: the engine is ${engine.engine}: ${engine.reason}`]),
    ];
  });
}

/** In the form in which vitest reports. */
function record(folder, outcomes) {
  mkdirSync(folder, { recursive: true });
  for (const { name, version, place, passed, failures, skipped } of outcomes) {
    const file = `${name} ${version} ${place}`.trim().toLowerCase().replaceAll(' ', '-');
    const report = { numPassedTests: passed, numFailedTests: failures.length, numPendingTests: skipped, numTodoTests: 0, testResults: [] };
    writeFileSync(join(folder, `runtime-${file}.json`), JSON.stringify(report));
  }
}

const { project, site } = await prepare();
const outcomes = await inLanes(hosts.map((host) => () => outcomesOf(host, { project: 'places' in host ? site : project })));
const cases = Math.max(...outcomes.map(({ passed, failures, skipped }) => passed + failures.length + skipped));
show(outcomes, cases);
if (results) record(results, outcomes);
const wrong = complaints(outcomes, cases);
if (wrong.length > 0) fail(wrong.join('\n'));
