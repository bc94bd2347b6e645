/** The subcommand `wasmap bench cache`. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { figureSteps, judgeCaches, missedBars } from '../cache/figures/index.js';
import { CAPACITIES, EXPONENTS, ratioPlan, throughputPlan, type CacheSelection } from '../cache/plan.js';
import { renderCachePage } from '../cache/report/page.js';
import { CACHE_SECTIONS, type CacheReport } from '../cache/report/schema.js';
import { renderCacheFigures, renderCaches } from '../cache/report/table.js';
import { requestsOf, zipfRequests, type Requests } from '../cache/requests.js';
import { CACHE_KEYS, CACHE_RIVALS, POLICIES } from '../cache/rivals/rival.js';
import { carryOutCaches, type CacheStep } from '../cache/run.js';
import { describeEnvironment } from '../run/environment.js';
import { countFrom, DEFAULT_SEED, exponentsFrom, namesFrom, seedFrom, sizesFrom } from './options.js';

/** A quick run begins no step after this. */
const QUICK_DEADLINE_MS = 40_000;
/** Of a generated trace, where one of the two is given. */
const GENERATED = { keys: 1_000_000, requests: 5_000_000, exponent: 0.99 };
/** Requests are numbered with 32 bits, and held in memory. */
const MOST_REQUESTS = 1e9;
const MOST_KEYS = 1e9;

interface Options {
  readonly trace?: string;
  readonly capacity?: readonly number[];
  readonly policies?: CacheSelection['policies'];
  readonly rivals?: CacheSelection['rivals'];
  readonly zipf?: readonly number[];
  readonly keys?: number;
  readonly requests?: number;
  readonly kinds?: CacheSelection['kinds'];
  readonly sections?: CacheSelection['sections'];
  readonly quick?: true;
  readonly seed: number;
  readonly figures?: true;
  readonly traces?: string;
  readonly check?: true;
  readonly json?: string;
  readonly html?: string;
}

export function cacheCommand(): Command {
  return new Command('cache')
    .description("compare wasmap's cache with other bounded caches: hit ratios over a trace; without one, throughput under Zipf's distribution, memory and collections")
    .option('--trace <file>', 'hit ratios over an access trace (.arc, .lirs, .be32, .be64; any other file: a key a line; also gzipped)')
    .option('--capacity <list>', `entries that fit, such as 250,500,1k; without it, shares of a trace's keys, or ${CAPACITIES.join(', ')}`, sizesFrom(CAPACITIES))
    .option('--policies <list>', `of wasmap's policies, only ${POLICIES.join(', ')} or all`, namesFrom('policy', POLICIES))
    .option('--rivals <list>', `who takes part: ${CACHE_RIVALS.join(', ')} or all`, namesFrom('rival', CACHE_RIVALS))
    .option('--zipf <list>', `exponents, such as ${EXPONENTS.join(',')}; one of them for a generated trace`, exponentsFrom)
    .option('--keys <n>', 'hit ratios over a generated trace of requests for so many keys, such as 1e6', countFrom(1, MOST_KEYS))
    .option('--requests <n>', 'hit ratios over a generated trace of so many requests, such as 5e6', countFrom(1, MOST_REQUESTS))
    .option('--kinds <list>', `throughput with keys of these kinds: ${CACHE_KEYS.join(', ')} or all; strings are fresh`, namesFrom('key kind', CACHE_KEYS))
    .option('--sections <list>', `what is measured: ${CACHE_SECTIONS.join(', ')} or all; ratios with --figures only`, namesFrom('section', CACHE_SECTIONS))
    .option('--quick', 'throughput of few caches, sizes and exponents, in less than a minute')
    .option('--seed <n>', 'seed of generated requests, and of what a cache draws', seedFrom, DEFAULT_SEED)
    .option('--figures', 'measure the acceptance table: every figure to reach, with its bar')
    .option('--traces <folder>', 'with --figures, where the traces are whose hit ratios have bars')
    .option('--check', 'with --figures, fail where a bar is missed or was not measured')
    .option('--json <file>', 'write the results as JSON')
    .option('--html <file>', 'write a page with charts that needs nothing else')
    .action((options: Options, command: Command) => {
      const conflict = conflictIn(options);
      if (conflict !== undefined) command.error(`error: ${conflict}`);
      return benchCaches(options);
    });
}

function isGenerated({ keys, requests }: Options): boolean {
  return keys !== undefined || requests !== undefined;
}

function conflictIn(options: Options): string | undefined {
  const { trace, figures, traces, check, quick, sections, zipf, kinds, capacity, policies, rivals } = options;
  const overTrace = trace !== undefined || isGenerated(options);
  if (trace !== undefined && (isGenerated(options) || zipf)) return '--trace gives the requests: it goes with none of --zipf, --keys and --requests';
  if (isGenerated(options) && zipf && zipf.length > 1) return 'a generated trace has one exponent: name one with --zipf';
  if (overTrace && (quick || kinds || sections)) return '--quick, --kinds and --sections are about throughput: they go with no trace';
  if (figures && (overTrace || quick || zipf || kinds || capacity || policies || rivals)) {
    return '--figures has its own plan: it goes with --traces, --sections and --check alone';
  }
  if (!figures && (traces !== undefined || check)) return '--traces and --check belong to --figures';
  if (!figures && sections !== CACHE_SECTIONS && sections?.includes('ratios')) return 'hit ratios need a trace: name one with --trace, or --keys and --requests';
  return undefined;
}

async function benchCaches(options: Options): Promise<void> {
  const { seed, quick = false, figures, sections = CACHE_SECTIONS } = options;
  const steps = stepsOf(options);
  // Before anything is measured: a path that cannot be written should not cost the run.
  for (const file of [options.json, options.html]) if (file !== undefined) appendFileSync(file, '');
  const environment = describeEnvironment(seed, quick);
  const { report, leftOut, failures } = await carryOutCaches(steps, { seed, quick, deadlineMs: quick ? QUICK_DEADLINE_MS : undefined }, environment);
  const judged: CacheReport = { ...report, figures: figures ? judgeCaches(report, sections) : [] };
  console.log(`wasmap ${report.wasmap}, Node ${report.node ?? ''}, ${report.cpu ?? ''}, ${report.machine}, seed ${seed}\n`);
  console.log([renderCaches(report), figures ? renderCacheFigures(judged.figures) : ''].filter((part) => part !== '').join('\n\n'));
  if (leftOut > 0) console.log(`\n${leftOut} measurements left out: a quick run begins none after ${QUICK_DEADLINE_MS / 1000} seconds`);
  write(judged, options);
  if (failures.length > 0) {
    console.error(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
    process.exitCode = 1;
  }
  if (options.check) failWhereMissed(judged);
}

function stepsOf(options: Options): readonly CacheStep[] {
  const { seed, quick = false, figures, traces, sections = CACHE_SECTIONS } = options;
  const selection: CacheSelection = {
    capacities: options.capacity, exponents: options.zipf, kinds: options.kinds, rivals: options.rivals, policies: options.policies, sections: options.sections,
  };
  if (figures) return figureSteps(sections, traces, seed);
  const requests = requestsFor(options);
  return requests === undefined ? throughputPlan(selection, seed, quick) : ratioPlan(requests, selection, seed);
}

/** Undefined where no trace was asked for. */
function requestsFor({ trace, keys, requests, zipf, seed }: Options): Requests | undefined {
  if (trace !== undefined) return requestsOf(trace);
  if (keys === undefined && requests === undefined) return undefined;
  return zipfRequests({ exponent: zipf?.[0] ?? GENERATED.exponent, keys: keys ?? GENERATED.keys, requests: requests ?? GENERATED.requests, seed });
}

function failWhereMissed({ figures }: CacheReport): void {
  const missed = missedBars(figures);
  for (const { row, bar, measured } of missed) console.error(`missed: ${row}: ${measured}, not ${bar}`);
  if (missed.length > 0) process.exitCode = 1;
}

/** Writes the files that were asked for and says where they are. */
function write(report: CacheReport, { json, html }: Options): void {
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
    console.log(`\nresults: ${resolve(json)}`);
  }
  if (html !== undefined) {
    writeFileSync(html, renderCachePage(report));
    console.log(`\nreport page: ${resolve(html)}`);
  }
}
