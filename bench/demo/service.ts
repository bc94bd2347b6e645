/** The demo's service: `/metrics`, and a page that says what is there. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Registry } from 'prom-client';

export interface Service {
  readonly port: number;
  /** Scrapes that were answered. */
  readonly scrapes: number;
  close(): Promise<void>;
}

/** Listens on this machine only, until it is closed. @throws as `listen` does, where the port is taken */
export async function serve(register: Registry, port: number): Promise<Service> {
  let scrapes = 0;
  const server = createServer((request, response) => {
    const path = (request.url ?? '/').replace(/\?.*/, '');
    if (path !== '/metrics') {
      response.writeHead(path === '/' ? 200 : 404, { 'content-type': 'text/plain; charset=utf-8' }).end('The metrics are at /metrics\n');
      return;
    }
    register.metrics().then(
      (text) => {
        scrapes++;
        response.writeHead(200, { 'content-type': register.contentType }).end(text);
      },
      (error: unknown) => response.writeHead(500, { 'content-type': 'text/plain; charset=utf-8' }).end(`${String(error)}\n`),
    );
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject).listen(port, '127.0.0.1', resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    get scrapes() { return scrapes; },
    close: () => new Promise((resolve) => {
      server.close(() => { resolve(); });
      // Prometheus keeps its connection open, also while it asks for nothing.
      server.closeAllConnections();
    }),
  };
}
