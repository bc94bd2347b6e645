/**
 * An edge worker that answers its first request from a map that was filled when it was built: the snapshot is a part of the worker, as the
 * bundler's rule for data has it (in Wrangler: `rules = [{ type = "Data", globs = ["*.wasmap"] }]`).
 *
 *     node build.mjs redirects.tsv redirects.wasmap && npx wrangler dev worker.mjs
 */
import { WasmMap } from 'wasmap';
import file from './redirects.wasmap';

const redirects = WasmMap.deserialize(new Uint8Array(file));

export default {
  fetch(request) {
    const address = redirects.get(new URL(request.url).pathname);
    return address === undefined ? new Response('Nothing is here.\n', { status: 404 }) : Response.redirect(address, 301);
  },
};
