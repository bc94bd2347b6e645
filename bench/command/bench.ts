/** The subcommand `wasmap bench`. */
import { appendFileSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { acceptanceFigures } from '../figures/acceptance.js';
import { SECTIONS, SECTIONS_ON_REQUEST, type Section } from '../figures/figure.js';
import { judge } from '../figures/judge.js';
import { NumericInput } from '../input/numbers.js';
import {
  isNumeric, KEY_KINDS, OPERATIONS, PATTERNS, patternsOf, RIVALS, SIZE_OF_DATA, SIZES, STATES, type KeyKind, type Pattern,
} from '../matrix/dimensions.js';
import { renderPage } from '../report/page.js';
import type { Report } from '../report/schema.js';
import { renderBatches } from '../report/batches.js';
import { renderMixed } from '../report/mixed.js';
import { renderResident } from '../report/resident.js';
import { renderSustained } from '../report/sustained.js';
import { renderFigures, renderTables } from '../report/table.js';
import { describeEnvironment } from '../run/environment.js';
import { figurePlan, fullPlan, quickPlan, selectFigures, type Plan, type Selection } from '../run/plan.js';
import { carryOut } from '../run/run.js';
import { cacheCommand } from './cache.js';
import { DEFAULT_SEED, namesFrom, seedFrom, sizesFrom } from './options.js';

/** A quick run begins no cell after this. */
export const QUICK_DEADLINE_MS = 40_000;

interface BenchOptions {
  readonly quick?: true;
  readonly size?: readonly number[];
  readonly keys?: Selection['keys'];
  readonly ops?: Selection['operations'];
  readonly patterns?: Selection['patterns'];
  readonly rivals?: Selection['rivals'];
  readonly states?: Selection['states'];
  readonly sections?: readonly Section[];
  readonly seed: number;
  readonly trace?: string;
  readonly json?: string;
  readonly html?: string;
  readonly figures?: true;
}

export function benchCommand(): Command {
  return new Command('bench')
    .description('compare the WASM engine, the JavaScript engine, the native Map and other peers, in one run of about half an hour a key kind; fewer sizes, operations or rivals take less')
    .option('--quick', 'the most used operations, WASM engine, JavaScript engine and Map only, in less than a minute')
    .option('--size <list>', 'entries, such as 1e6,64k or all', sizesFrom(SIZES))
    .option('--keys <list>', `key kinds: ${KEY_KINDS.join(', ')} or all`, namesFrom('key kind', KEY_KINDS))
    .option('--ops <list>', `operations: ${OPERATIONS.join(', ')} or all`, namesFrom('operation', OPERATIONS))
    .option('--patterns <list>', `patterns of keys: ${PATTERNS.join(', ')}`, namesFrom('pattern', PATTERNS))
    .option('--rivals <list>', `who takes part: ${RIVALS.join(', ')} or all`, namesFrom('rival', RIVALS))
    .option('--states <list>', `states of the process: ${STATES.join(', ')} or all`, namesFrom('state', STATES))
    .option('--seed <n>', 'seed of the generated keys', seedFrom, DEFAULT_SEED)
    .option('--trace <file>', 'take the keys from an access trace (.arc, .lirs, .be32, .be64, also gzipped)')
    .option('--json <file>', 'write the results as JSON')
    .option('--html <file>', 'write a page with charts that needs nothing else')
    .option('--figures', 'measure the acceptance table: every figure to reach, with its bar')
    .option('--sections <list>', `with --figures, only these: ${SECTIONS.join(', ')}; without it all but ${SECTIONS_ON_REQUEST.join(', ')}`, namesFrom('section', SECTIONS))
    .enablePositionalOptions()
    .addCommand(cacheCommand())
    .action((options: BenchOptions, command: Command) => {
      const conflict = conflictIn(options);
      if (conflict !== undefined) command.error(`error: ${conflict}`);
      return bench(options);
    });
}

/** A key kind that would be measured in none of the patterns asked for. */
function kindWithoutPattern(keys: readonly KeyKind[] = ['u32'], patterns: readonly Pattern[] | undefined): KeyKind | undefined {
  return keys.find((kind) => patterns !== undefined && !patternsOf(kind).some((pattern) => patterns.includes(pattern)));
}

function conflictIn({ keys, trace, patterns, figures, quick, sections }: BenchOptions): string | undefined {
  if (patterns !== PATTERNS && patterns?.includes('trace') && trace === undefined) return "the pattern 'trace' needs --trace <file>";
  if (trace !== undefined && patterns !== undefined && !patterns.includes('trace')) {
    return "--trace gives the keys: leave --patterns out, or name 'trace' among them";
  }
  const lost = figures ? undefined : kindWithoutPattern(keys, trace === undefined ? patterns : ['trace']);
  if (lost !== undefined) return `none of these patterns is one of ${lost} keys; theirs: ${patternsOf(lost).join(', ')}`;
  if (figures && (quick || trace !== undefined)) return '--figures has its own plan: it goes with neither --quick nor --trace';
  if (sections && !figures) return '--sections belongs to --figures';
  return undefined;
}

async function bench(options: BenchOptions): Promise<void> {
  const { seed, trace } = options;
  const quick = options.quick === true;
  const selection = selectionOf(options);
  checkTrace(selection, trace);
  // Before anything is measured, too: a path that cannot be written should not cost the run.
  for (const file of [options.json, options.html]) if (file !== undefined) appendFileSync(file, '');
  const figures = options.figures ? selectFigures(acceptanceFigures(seed), selection, options.sections) : [];
  const plan: Plan = options.figures ? figurePlan(figures) : quick ? quickPlan(selection, seed) : fullPlan(selection, seed);
  if (plan.length === 0) throw new Error('nothing to measure: the operations, patterns, states and key kinds asked for do not go together');
  const deadlineMs = quick ? QUICK_DEADLINE_MS : undefined;
  const { report, leftOut, failures } = await carryOut(plan, { seed, trace, quick, deadlineMs }, describeEnvironment(seed, quick));
  const judged = judge(figures, report.cells, report.measures);
  console.log(`wasmap ${report.wasmap}, Node ${report.node ?? ''}, ${report.cpu ?? ''}, ${report.machine}, seed ${seed}\n`);
  const ofMeasures = [renderBatches, renderMixed, renderResident, renderSustained].map((render) => render(report.measures));
  const tables = [options.figures ? renderFigures(judged) : renderTables(report), ...ofMeasures];
  console.log(tables.filter((table) => table !== '').join('\n\n'));
  if (leftOut > 0) console.log(`\n${leftOut} measurements left out: a quick run begins none after ${QUICK_DEADLINE_MS / 1000} seconds`);
  write({ ...report, figures: judged }, options);
  if (failures.length > 0) {
    console.error(`\nFailed:\n${failures.map((failure) => `  ${failure}`).join('\n')}`);
    process.exitCode = 1;
  }
  if (report.cells.some(({ agrees }) => !agrees)) {
    console.error('\nSome results differ from those of Map: their times mean nothing.');
    process.exitCode = 1;
  }
}

/** Reads the trace before anything is measured, so that what is wrong with it is said at once. */
function checkTrace({ keys = ['u32'], patterns }: Selection, trace: string | undefined): void {
  if (!patterns?.includes('trace')) return;
  for (const kind of keys.filter(isNumeric)) new NumericInput({ keys: kind, pattern: 'trace', size: SIZE_OF_DATA, seed: DEFAULT_SEED, trace });
}

function selectionOf({ size, keys, ops, patterns, rivals, states, trace }: BenchOptions): Selection {
  const given: readonly Pattern[] | undefined = patterns ?? (trace === undefined ? undefined : ['trace']);
  // 'all' names the trace too, which only --trace can give.
  const usable = trace === undefined ? given?.filter((pattern) => pattern !== 'trace') : given;
  return { sizes: size, keys, operations: ops, patterns: usable, rivals, states };
}

/** Writes the files that were asked for and says where they are. */
export function write(report: Report, { json, html }: { readonly json?: string; readonly html?: string }): void {
  if (json !== undefined) {
    writeFileSync(json, `${JSON.stringify(report, null, 1)}\n`);
    console.log(`\nresults: ${resolve(json)}`);
  }
  if (html !== undefined) {
    writeFileSync(html, renderPage(report));
    console.log(`\nreport page: ${resolve(html)}`);
  }
}
