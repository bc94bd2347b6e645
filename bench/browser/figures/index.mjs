/**
 * How the browsers' figures compare with Node's, beside what they are to reach: how long the first map of a fresh process or page takes, and
 * the same cells of the comparison on the command line, in Chromium and in Firefox. Needs the browsers, and `npm ci --prefix test/runtimes`.
 *
 *     npm run bench:browsers -- [--only first|ratios] [--check] [--size LIST] [--keys LIST] [--operation LIST] [--effort quick|thorough]
 */
import { parseArgs } from 'node:util';
import { showFirstMaps } from './first-map.mjs';
import { showRatios } from './ratios.mjs';

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    check: { type: 'boolean', default: false },
    size: { type: 'string', default: '64k,1M' },
    keys: { type: 'string', default: 'u32,f64,string' },
    operation: { type: 'string', default: 'get-hit,putAll,getAll' },
    effort: { type: 'string', default: 'quick' },
  },
});
const { only, check, ...choice } = values;

const missed = [];
if (only !== 'ratios') missed.push(...(await showFirstMaps()));
if (only !== 'first') missed.push(...(await showRatios(choice)));
for (const bar of missed) console.log(`missed: ${bar}`);
if (check && missed.length > 0) process.exitCode = 1;
