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
import { disagreement } from './versions.mjs';

/** How often each random test is tried: `npm test` tries them more often. */
const RUNS = 1;
/** How many runtimes run at a time. */
const LANES = 2;
/** Some dozens fewer than there are: a suite that lost its tests would pass everywhere. */
const LEAST_CASES = 2000;
/** Those that need shared memory. */
const MOST_SKIPPED = 2;

const { values: { node: nodes = [], results }, positionals: wanted } = parseArgs({
  allowPositionals: true,
  options: { node: { type: 'string', multiple: true }, results: { type: 'string' } },
});

const hosts = [
  ...(nodes.length > 0 ? nodes : [process.execPath]).map(node),
  denoHost, bunHost, workerdHost, chromiumHost, firefoxHost, webkitHost,
].filter(({ name }) => wanted.length === 0 || wanted.includes(name.toLowerCase()));
if (hosts.length === 0) fail(`no runtime is called ${wanted.join(' or ')}`);

/** A project for what runs from the command line, and one with the pages for browsers. */
async function prepare() {
  const project = createProject();
  writeFileSync(join(project, 'conformance.js'), await bundleConformance((_, name) => name, RUNS));
  const site = createProject();
  await prepareSite({ project: site, runs: RUNS });
  return { project, site };
}

/** @returns what came of every place in which the host runs the tests, none where it could not run them */
async function outcomesOf(host, context) {
  const { name, pinned } = host;
  let version = 'unknown';
  const tellVersion = (found) => { version = found.replace(/^v/, ''); };
  try {
    const outcome = await host.run({ ...context, tellVersion });
    const places = 'passed' in outcome ? { '': outcome } : outcome;
    return Object.entries(places).map(([place, result]) => ({ name, pinned, version, place, ...result }));
  } catch (error) {
    const failures = [{ name: 'it did not run', error: error.stack ?? String(error) }];
    return [{ name, pinned, version, place: '', passed: 0, skipped: [], durationMs: 0, failures }];
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

const whereOf = ({ name, version, place }) => `${name} ${version} ${place}`.trim();
const casesOf = ({ passed, failures, skipped }) => passed + failures.length + skipped.length;

function show(outcomes, cases) {
  const head = ['runtime', 'version', 'where', 'engine', 'passed', 'failed', 'not there', 'seconds'];
  const table = new Table({ head, style: { head: [], border: [] } });
  for (const { name, version, place, engine, passed, failures, skipped, durationMs } of outcomes) {
    table.push([name, version, place, engine?.engine ?? '', passed, failures.length, skipped.length, (durationMs / 1000).toFixed(1)]);
  }
  console.log(table.toString());
  console.log(`${cases} cases each; "not there" are those of what a place has not, such as shared memory`);
  showSkipped(outcomes);
  for (const outcome of outcomes) {
    for (const failure of outcome.failures) console.log(`\n${whereOf(outcome)}\n  ${failure.name}\n  ${failure.error}`);
  }
}

/** Each case once, with all the places that did not have what it needs. */
function showSkipped(outcomes) {
  for (const name of new Set(outcomes.flatMap(({ skipped }) => skipped))) {
    const places = outcomes.filter(({ skipped }) => skipped.includes(name)).map(whereOf);
    console.log(`not there: ${name}\n  in ${places.join(', ')}`);
  }
}

/** What is wrong, besides tests that failed. */
function complaints(outcomes, cases) {
  const ofPlaces = outcomes.flatMap((outcome) => {
    const { engine, failures, skipped } = outcome;
    const where = whereOf(outcome);
    return [
      ...(failures.length > 0 ? [`${where}: ${failures.length} failed`] : []),
      ...(casesOf(outcome) === cases ? [] : [`${where}: ran ${casesOf(outcome)} of ${cases} cases`]),
      ...(skipped.length <= MOST_SKIPPED ? [] : [`${where}: ${skipped.length} cases were left out`]),
      ...(engine === undefined || engine.engine === 'wasm' ? [] : [`${where}: the engine is ${engine.engine}: ${engine.reason}`]),
    ];
  });
  return cases >= LEAST_CASES ? ofPlaces : [...ofPlaces, `the suite has ${cases} cases, which should be ${LEAST_CASES} at least`];
}

/** What README says of runtimes that are chosen has to be so; browsers and Nodes change by themselves, which is for the next reader of the log. */
function versionsThatDiffer(outcomes) {
  const linesOf = (those) => {
    const lines = outcomes.filter(({ pinned, version }) => pinned === those && version !== 'unknown')
      .map(({ name, version }) => disagreement(name, version));
    return [...new Set(lines)].filter((line) => line !== undefined);
  };
  for (const line of linesOf(false)) console.log(`WARNING: ${line}`);
  return linesOf(true);
}

/** In the form in which vitest reports. */
function record(folder, outcomes) {
  mkdirSync(folder, { recursive: true });
  for (const outcome of outcomes) {
    const { passed, failures, skipped } = outcome;
    const file = whereOf(outcome).toLowerCase().replaceAll(' ', '-');
    const counts = { numPassedTests: passed, numFailedTests: failures.length, numPendingTests: skipped.length, numTodoTests: 0 };
    writeFileSync(join(folder, `runtime-${file}.json`), JSON.stringify({ ...counts, testResults: [] }));
  }
}

const { project, site } = await prepare();
const outcomes = await inLanes(hosts.map((host) => () => outcomesOf(host, { project: 'places' in host ? site : project })));
const cases = Math.max(...outcomes.map(casesOf));
show(outcomes, cases);
if (results) record(results, outcomes);
const wrong = [...complaints(outcomes, cases), ...versionsThatDiffer(outcomes)];
if (wrong.length > 0) fail(wrong.join('\n'));
