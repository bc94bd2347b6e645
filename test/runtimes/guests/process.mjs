/** What Node, Deno and Bun run: the tests, whose outcome is the last line. */
import { runConformance } from './conformance.js';

console.log(JSON.stringify(await runConformance()));
