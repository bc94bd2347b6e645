/**
 * A server in Bun that counts the requests made with each token, a minute at a time, and refuses those beyond a limit. The counts lie off the
 * JavaScript heap, under a quota: a flood of tokens costs no more memory than that, and ends with the minute.
 *
 *     bun run server.mjs
 */
import { CapacityError, Heap, WasmMap } from 'wasmap';

const LIMIT = 100;
const heap = new Heap({ maximumBytes: 64 * 2 ** 20 });
const requests = new WasmMap({ key: 'string', value: 'u32', heap, name: 'requests' });
setInterval(() => requests.clear(), 60_000);

function isTooMany(token) {
  try {
    return requests.increment(token) > LIMIT;
  } catch (error) {
    if (error instanceof CapacityError) return true; // known ones go on, new ones wait
    throw error;
  }
}

const server = Bun.serve({
  port: Number(process.env.PORT ?? 0),
  hostname: '127.0.0.1',
  fetch(request) {
    const token = request.headers.get('authorization');
    if (token === null) return new Response('Who is it?\n', { status: 401 });
    return isTooMany(token) ? new Response('Too many requests\n', { status: 429 }) : new Response('Welcome\n');
  },
});
console.log(server.url.href);
