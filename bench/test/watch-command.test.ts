import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Server, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { Registry } from 'prom-client';
import { afterAll, beforeAll, describe, test } from 'vitest';
import { WasmMap } from '../../src/index.js';
import { instrument } from '../../src/metrics/index.js';
import { ScrapeError, scrape, targetFrom } from '../watch/target.js';

const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const register = new Registry();
const map = new WasmMap<number, number>({ key: 'u32', value: 'u32', name: 'stock' });
let work: NodeJS.Timeout;
let server: Server;
let address: string;
/** Where nothing listens any more. */
let nobody: string;
const SIGNED_IN = `Basic ${Buffer.from('me:s\u00e9cret').toString('base64')}`;

async function listen(listening: Server): Promise<string> {
  await once(listening.listen(0, '127.0.0.1'), 'listening');
  return `127.0.0.1:${(listening.address() as AddressInfo).port}`;
}

beforeAll(async () => {
  instrument(map, { register });
  map.putAll([[0, 0]]);
  work = setInterval(() => {
    map.putAll([[1, 1], [2, 2]]);
    for (let key = 1; key <= 8; key++) map.get(key);
  }, 10);
  server = createServer((request, response) => {
    if (request.url === '/metrics') void register.metrics().then((text) => response.end(text));
    else if (request.url === '/others') response.end('# TYPE up gauge\nup 1\n');
    else if (request.url === '/page') response.end('<!doctype html>');
    else if (request.url === '/none') response.end('# TYPE wasmap_entries gauge\n# TYPE wasmap_engine_info gauge\nwasmap_engine_info 1\n');
    else if (request.url === '/damaged') response.end('wasmap_entries{map="a" b} 1\n');
    else if (request.url === '/private') response.writeHead(request.headers.authorization === SIGNED_IN ? 200 : 401).end('wasmap_entries{map="a"} 1\n');
    else response.writeHead(404).end();
  });
  address = await listen(server);
  const gone = createServer();
  nobody = await listen(gone);
  gone.close();
});

afterAll(() => {
  clearInterval(work);
  server.close().closeAllConnections();
  map.dispose();
});

interface Ended {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
}

function start(...args: string[]): { child: ChildProcessWithoutNullStreams; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [CLI, 'watch', ...args]);
  let output = '';
  let errors = '';
  child.stdout.on('data', (part) => { output += String(part); });
  child.stderr.on('data', (part) => { errors += String(part); });
  return { child, ended: once(child, 'close').then(([status]) => ({ status: status as number | null, output, errors })) };
}

const run = (...args: string[]): Promise<Ended> => start(...args).ended;

describe.concurrent('wasmap watch', () => {
  test('--once shows rates over an interval, and ends', async ({ expect }) => {
    const [table, json] = await Promise.all([
      run(address, '--once', '--interval', '0.3'), run(`http://${address}/metrics`, '--once', '--json', '--interval', '0.3', '--map', 'stock'),
    ]);
    expect([table.status, table.errors]).toEqual([0, '']);
    expect(table.output).toMatch(/^map +reads +hits .*\n.*\nstock +[\d.k]+ +\d\d\.\d% /);
    for (const line of table.output.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    const { maps } = JSON.parse(json.output) as { maps: Record<string, number | string | null>[] };
    expect(maps).toHaveLength(1);
    const [stock] = maps;
    expect(stock).toMatchObject({ map: 'stock', shard: null, entries: 3, failuresPerSecond: 0, memoryBytes: map.memoryUsage().bytes });
    expect(stock.hitRatio).toBeCloseTo(0.25);
    expect(Number(stock.readsPerSecond) / Number(stock.batchesPerSecond)).toBeCloseTo(8);
    expect(Number(stock.entriesPerSecond) / Number(stock.batchesPerSecond)).toBeCloseTo(2);
    expect(Number(stock.readsPerSecond)).toBeGreaterThan(0);
    expect(Number(stock.p99Seconds)).toBeGreaterThan(0);
  });

  test('--once says what is wrong, and fails', async ({ expect }) => {
    const ended = await Promise.all([run(nobody, '--once'), run(address, '--once', '--map', 'shop')]);
    expect(ended.map(({ status, output }) => [status, output])).toEqual([[1, ''], [1, '']]);
    expect(ended[0].errors).toMatch(/^wasmap: http:\/\/127\.0\.0\.1:\d+\/metrics cannot be reached: connect ECONNREFUSED .*\n$/);
    expect(ended[1].errors).toBe("wasmap: there is no map named 'shop'; there are: stock\n");
  });

  test.for([
    ['/nowhere', 'answers 404 Not Found: is the path right?'],
    ['/others', "has metrics, but none of wasmap: is a map shown there, by `instrument` of 'wasmap/metrics'?"],
    ['/page', 'answers with something else than metrics: is the path right?'],
    ['/none', 'observes no map now: they were disposed of, or collected'],
    ['/damaged', 'answers with metrics of wasmap that cannot be read: Encountered invalid line: wasmap_entries{map="a" b} 1'],
  ])('has nothing to read at %s, and says why', async ([path, reason], { expect }) => {
    await expect(scrape(targetFrom(address + path))).rejects.toThrow(new ScrapeError(`http://${address}${path} ${reason}`));
  });

  test('signs in with what is in the address, and does not show it', async ({ expect }) => {
    await scrape(targetFrom(`http://me:s%C3%A9cret@${address}/private`));
    await expect(scrape(targetFrom(`http://me:wrong@${address}/private`))).rejects.toThrow(`http://${address}/private answers 401 Unauthorized`);
  });

  test('goes on until it is ended, also while nobody answers', async ({ expect }) => {
    const watched = start(address, '--interval', '0.1');
    const waiting = start(nobody, '--interval', '0.1');
    await Promise.all([once(watched.child.stdout, 'data'), once(waiting.child.stderr, 'data')]);
    for (const { child } of [watched, waiting]) child.kill('SIGINT');
    const [seen, unseen] = await Promise.all([watched.ended, waiting.ended]);
    expect([seen.status, seen.errors]).toEqual([0, '']);
    expect(seen.output).toMatch(/^\d{4}-\S+Z map=stock reads\/s=\d/);
    expect([unseen.status, unseen.output]).toEqual([0, '']);
    expect(unseen.errors).toMatch(/^wasmap: http:\/\/127\.0\.0\.1:\d+\/metrics cannot be reached: .*; trying again in/);
  });

  test('ends when nobody reads what it writes', async ({ expect }) => {
    const { child, ended } = start(address, '--interval', '0.1', '--json');
    await once(child.stdout, 'data');
    child.stdout.destroy();
    expect(await ended).toMatchObject({ status: 0, errors: '' });
  });
});
