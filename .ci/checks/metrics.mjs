/**
 * What is shipped for Prometheus and Grafana, against the real Prometheus: the demo is scraped every second, the rules are evaluated, and every
 * recorded name and every expression of the dashboard has to return data. Needs `promtool` and `prometheus` (Debian's package prometheus), and
 * the built checkout.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { fail, outputOf, root, run, temporaryFolder } from './support.mjs';

/** All is asked for until it is there, but not for longer. */
const DEADLINE_MS = 25_000;
const ROUND_MS = 1000;
/** By then rates have more than two scrapes, and what the demo does most rarely was done. */
const FIRST_LOOK_MS = 6000;

const rulesFile = join(root, 'src', 'metrics', 'prometheus', 'rules.yml');
const dashboardFile = join(root, 'src', 'metrics', 'grafana', 'dashboard.json');
const folder = temporaryFolder();

/** What the dashboard's variables stand for when all is chosen. */
const VARIABLES = { job: '.*', instance: '.*', map: '.*', cache: '.*', __rate_interval: '30s', __interval: '5s', __range: '1m' };

function substituted(expression) {
  return expression.replace(/\$\{?(\w+)\}?/g, (whole, name) => {
    if (!(name in VARIABLES)) fail(`the dashboard asks with ${whole}, of which this check knows nothing`);
    return VARIABLES[name];
  });
}

/** @returns expressions, each with where it is from */
function wanted() {
  const { groups } = parse(readFileSync(rulesFile, 'utf8'));
  const recorded = groups.flatMap(({ rules }) => rules).filter(({ record }) => record !== undefined);
  const { panels } = JSON.parse(readFileSync(dashboardFile, 'utf8'));
  const targets = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ from: `panel "${title}"`, expression: substituted(expr) })));
  if (recorded.length === 0 || targets.length === 0) fail('there are no recorded rules, or no panels: the files are not what this check takes them for');
  return [...recorded.map(({ record }) => ({ from: 'recorded rule', expression: record })), ...targets];
}

// So that what was started ends with this process, also where somebody ends that.
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(1));

/** Ends when this process does. */
function start(command, args, options) {
  const child = spawn(command, args, { cwd: folder, ...options });
  process.on('exit', () => child.kill('SIGKILL'));
  return child;
}

/** @returns where it listens, and the process */
async function startDemo() {
  const demo = start(process.execPath, [join(root, 'dist', 'demo.js'), '--port', '0', '--seconds', '120'], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: demo.stdout })) {
    const address = /http:\/\/(127\.0\.0\.1:\d+)\/metrics/.exec(line)?.[1];
    if (address !== undefined) {
      demo.stdout.resume();
      return { demo, address };
    }
  }
  return fail('the demo ended, and did not say where its metrics are');
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

function configure(target) {
  const file = join(folder, 'prometheus.yml');
  writeFileSync(file, JSON.stringify({
    global: { scrape_interval: '1s', evaluation_interval: '1s' },
    scrape_configs: [{ job_name: 'wasmap-demo', static_configs: [{ targets: [target] }] }],
    rule_files: [rulesFile],
  }));
  return file;
}

async function startPrometheus(target) {
  const address = `127.0.0.1:${await freePort()}`;
  const args = [
    `--config.file=${configure(target)}`, `--storage.tsdb.path=${join(folder, 'data')}`, `--web.listen-address=${address}`, '--log.level=error',
  ];
  const prometheus = start('prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  prometheus.stderr.on('data', (part) => { log += part; });
  prometheus.on('error', ({ message }) => fail(`prometheus cannot be started: ${message}`));
  prometheus.on('exit', (status) => fail(`prometheus ended with status ${status}:\n${log}`));
  return address;
}

/** What Prometheus answers; undefined while it does not listen yet. @throws where it says that the question is wrong */
async function ask(address, path, question) {
  let response;
  try {
    response = await fetch(`http://${address}${path}?${question}`);
  } catch {
    return undefined;
  }
  const answer = await response.json().catch(() => undefined);
  if (answer?.status === 'error') fail(`prometheus: ${answer.error}`);
  return answer?.data;
}

/** NaN is no data: nothing can be drawn of it. */
async function hasData(address, expression) {
  const data = await ask(address, '/api/v1/query', `query=${encodeURIComponent(expression)}`);
  return (data?.result ?? []).some(({ value }) => !Number.isNaN(Number(value[1].replace('Inf', 'Infinity'))));
}

/** Asks for all of them until each has had data at the end of a round. @returns those that have none */
async function withoutData(address, began) {
  let missing = wanted();
  do {
    await sleep(ROUND_MS);
    const answers = await Promise.all(missing.map(({ expression }) => hasData(address, expression)));
    missing = missing.filter((_, index) => !answers[index]);
  } while (missing.length > 0 && performance.now() - began < DEADLINE_MS);
  return missing;
}

/** Rules that Prometheus itself could not evaluate. */
async function brokenRules(address) {
  const data = await ask(address, '/api/v1/rules', '');
  const rules = data.groups.flatMap((group) => group.rules);
  return rules.filter(({ health }) => health !== 'ok').map(({ name, health, lastError }) => `${name} is ${health}: ${lastError ?? 'not evaluated'}`);
}

async function lintScrape(target) {
  const text = await (await fetch(`http://${target}/metrics`)).text();
  const { status, stdout, stderr, error } = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
  if (error !== undefined || status !== 0 || `${stdout}${stderr}` !== '') fail(`promtool check metrics: ${error?.message ?? ''}\n${stdout}${stderr}`);
  console.log(`promtool check metrics: ${text.split('\n').filter((line) => line !== '' && !line.startsWith('#')).length} samples, nothing to say`);
}

async function endDemo(demo) {
  demo.kill('SIGINT');
  const [status] = await once(demo, 'exit');
  if (status !== 0) fail(`the demo ended with status ${status} when it was asked to`);
}

console.log(outputOf('prometheus', ['--version'], { stdio: ['ignore', 'pipe', 'pipe'] }).split('\n')[0]);
run('promtool', ['check', 'rules', rulesFile]);
run('promtool', ['test', 'rules', join(root, 'test', 'metrics', 'prometheus', 'rules.test.yml')]);

const began = performance.now();
const { demo, address: target } = await startDemo();
const prometheus = await startPrometheus(target);
await sleep(FIRST_LOOK_MS);
await lintScrape(target);
const missing = await withoutData(prometheus, began);
if (missing.length > 0) fail(`no data after ${DEADLINE_MS / 1000} s:\n${missing.map(({ from, expression }) => `  ${from}: ${expression}`).join('\n')}`);
const broken = await brokenRules(prometheus);
if (broken.length > 0) fail(`rules that prometheus cannot evaluate:\n  ${broken.join('\n  ')}`);
await endDemo(demo);
console.log(`${wanted().length} recorded names and expressions of the dashboard return data, ${((performance.now() - began) / 1000).toFixed(1)} s after the start`);
process.exit(0);
