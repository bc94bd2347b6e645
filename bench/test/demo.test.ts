import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { keepDoing } from '../demo/task.js';
import { readExposition } from '../watch/exposition.js';

const DEMO = fileURLToPath(new URL('../../dist/demo.js', import.meta.url));

function start(...args: string[]): { child: ChildProcess; output: () => string } {
  const child = spawn(process.execPath, [DEMO, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => { output += String(part); });
  return { child, output: () => output };
}

async function addressOf({ child, output }: ReturnType<typeof start>): Promise<string> {
  for (;;) {
    const address = /http:\/\/127\.0\.0\.1:\d+\/metrics/.exec(output())?.[0];
    if (address !== undefined) return address;
    await once(child.stdout!, 'data');
  }
}

describe.concurrent('the demo of metrics', () => {
  test('says what to look at, and ends by itself', async ({ expect }) => {
    const demo = start('--seconds', '1', '--port', '0');
    expect(await once(demo.child, 'close')).toEqual([0, null]);
    const text = demo.output();
    expect(text).toContain(`targets: ['${new URL(await addressOf(demo)).host}']`);
    expect(text).toContain('/src/metrics/prometheus/rules.yml"');
    expect(text).toContain('/src/metrics/grafana/dashboard.json');
    expect(text).toMatch(/wasmap_misses_total\{map="pages"\} [1-9]/);
    expect(text).toMatch(/In [\d.]+ s: [1-9][\d,]* reads, .* [1-9]\d* ok.*\/metrics was asked for 0 times\./);
  });

  test('shows its maps while it runs, keeps its port, and ends with a summary when it is interrupted', async ({ expect }) => {
    const demo = start('--seconds', '600', '--port', '0');
    const closed = once(demo.child, 'close');
    const address = await addressOf(demo);
    const { samples } = readExposition(await (await fetch(address)).text(), 0);
    const maps = new Set([...samples.values()].map(({ labels }) => labels.map));
    for (const name of ['sessions', 'pages', 'stock', 'orders']) expect(maps).toContain(name);
    expect((await fetch(new URL('/', address))).status).toBe(200);
    expect((await fetch(new URL('/nowhere', address))).status).toBe(404);
    const { port } = new URL(address);
    const second = start('--port', port);
    expect(await once(second.child, 'close')).toEqual([1, null]);
    expect(second.output()).toContain(`demo:metrics: port ${port} is taken`);
    demo.child.kill('SIGINT');
    expect(await closed).toEqual([0, null]);
    expect(demo.output()).toMatch(/In [\d.]+ s: .*\/metrics was asked for 1 times\./);
  });
});

describe('tasks', () => {
  test('are done again and again, one turn after the other, and errors are told', async () => {
    let underWay = 0;
    let most = 0;
    let turns = 0;
    const errors: unknown[] = [];
    const run = async (): Promise<void> => {
      turns++;
      most = Math.max(most, ++underWay);
      await new Promise((resolve) => setTimeout(resolve, 5));
      underWay--;
      if (turns === 2) throw new Error('second turn');
    };
    const stop = keepDoing([{ everyMs: 1, run }], (error) => errors.push(error));
    await expect.poll(() => turns).toBeGreaterThan(3);
    await stop();
    expect([most, underWay]).toEqual([1, 0]);
    expect(errors).toEqual([new Error('second turn')]);
    const after = turns;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(turns).toBe(after);
  });
});
