/**
 * Serves the built page. Cross-origin isolated, because the browser's clock is finer then and it tells how much memory a Map
 * takes; any other server will do for the rest. esbuild's and others' own servers cannot be told to send these headers.
 */
import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const TYPES = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.wasm': 'application/wasm',
};

export const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

/** The path behind `prefix`; undefined where the address is another's, or none. */
function pathWithin(prefix, url) {
  try {
    const { pathname } = new URL(url, 'http://localhost');
    return pathname.startsWith(prefix) ? normalize(`/${decodeURIComponent(pathname.slice(prefix.length))}`) : undefined;
  } catch {
    return undefined;
  }
}

/**
 * Serves a folder below `prefix`; resolves to the address when the server listens. Port 0 is any that is free.
 *
 * @param headersOf what answers have besides, by path within the folder
 */
export function serveFolder({ folder, prefix = '/', port = 0, headers = {}, headersOf = {} }) {
  const server = createServer((request, response) => {
    const inside = pathWithin(prefix, request.url);
    const path = inside && join(folder, inside.endsWith('/') ? `${inside}index.html` : inside);
    const type = path && TYPES[extname(path)];
    if (!type || !existsSync(path)) {
      response.writeHead(404).end('not found');
      return;
    }
    response.writeHead(200, { 'Content-Type': type, 'Cache-Control': 'no-cache', ...headers, ...headersOf[inside] });
    createReadStream(path).pipe(response);
  });
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve({ address: `http://localhost:${server.address().port}${prefix}`, close }));
  });
}

const USUAL_PORT = 8080;

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const folder = fileURLToPath(new URL('../../dist/page', import.meta.url));
  if (!existsSync(join(folder, 'index.html'))) throw new Error('the page is not built: npm run build');
  const options = { folder, headers: ISOLATION };
  const { address } = await serveFolder({ ...options, port: Number(process.env.PORT ?? USUAL_PORT) }).catch((error) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return serveFolder(options);
  });
  console.log(`The comparison page is at ${address} (Ctrl+C ends the server)`);
}
