#!/usr/bin/env node
/** The command line `wasmap`, bundled at build time into one file. */
import { Command } from 'commander';
import { CACHE_WORKER_COMMAND } from './cache/process/child.js';
import { createCacheAnswerer } from './cache/process/answer.js';
import { benchCommand } from './command/bench.js';
import { watchCommand } from './command/watch.js';
import { describeEnvironment } from './run/environment.js';
import { createAnswerer } from './sampling/answer.js';
import { WORKER_COMMAND } from './sampling/child.js';
import { serve } from './sampling/worker.js';

const program = new Command('wasmap')
  .description('maps in WebAssembly memory')
  .version(describeEnvironment(0, false).wasmap)
  .showHelpAfterError('(wasmap --help lists the commands, wasmap bench --help the options of one)')
  // What comes after the name of a command is its own, subcommands included: both have options of the same names.
  .enablePositionalOptions()
  .addCommand(benchCommand())
  .addCommand(watchCommand())
  .addCommand(new Command(WORKER_COMMAND).action(() => serve(createAnswerer())), { hidden: true })
  .addCommand(new Command(CACHE_WORKER_COMMAND).action(() => serve(createCacheAnswerer())), { hidden: true });

try {
  await program.parseAsync();
} catch (error) {
  console.error(`wasmap: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
