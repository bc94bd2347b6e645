import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { bun } from '../../runtimes/hosts/processes.mjs';

export const runtime = 'Bun';

export async function check({ folder }) {
  const server = spawn(bun(), ['run', 'server.mjs'], { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, PORT: '0' } });
  try {
    const [address] = await Promise.race([
      once(server.stdout, 'data'),
      once(server, 'exit').then(([status]) => { throw new Error(`the server ended with ${status}`); }),
    ]);
    const ask = async (headers) => (await fetch(String(address).trim(), { headers })).status;
    for (let i = 0; i < 100; i++) assert.equal(await ask({ authorization: 'Bearer ada' }), 200);
    assert.equal(await ask({ authorization: 'Bearer ada' }), 429);
    assert.equal(await ask({ authorization: 'Bearer grace' }), 200);
    assert.equal(await ask({}), 401);
  } finally {
    server.kill();
    await once(server, 'exit');
  }
  return '100 requests with a token answered, the next refused, those with another answered';
}
