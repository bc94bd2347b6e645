/** A web server for static files, with the headers that give pages shared memory and good clocks. */
import { createServer } from 'node:http';
import sirv from 'sirv';

const isolation = { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' };

/**
 * @param headers of each answer besides, by path
 * @returns its address, and how to end it
 */
export async function serve(folder, headers = {}) {
  const files = sirv(folder, { dev: true, dotfiles: true });
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    for (const [name, value] of Object.entries({ ...isolation, 'Service-Worker-Allowed': '/', ...headers[pathname] })) response.setHeader(name, value);
    files(request, response, () => response.writeHead(404).end());
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { origin: `http://127.0.0.1:${server.address().port}`, close: () => { server.closeAllConnections(); server.close(); } };
}
