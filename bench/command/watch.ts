/** The subcommand `wasmap watch`. */
import { Command } from 'commander';
import { screenFor, widthOf } from '../watch/screen.js';
import { renderJson, renderTable } from '../watch/table.js';
import { shown, targetFrom } from '../watch/target.js';
import { type WatchOptions, watch, watchOnce } from '../watch/watch.js';
import { secondsFrom } from './options.js';

interface Options {
  readonly interval: number;
  readonly map?: readonly string[];
  readonly once?: true;
  readonly json?: boolean;
}

export function watchCommand(): Command {
  return new Command('watch')
    .description('show what the maps of a running service do, from the metrics that it exposes')
    .argument('<url>', "where it exposes them; 'http://' and '/metrics' may be left out")
    .option('--interval <seconds>', 'how often to ask', secondsFrom(0.1, 3600), 2)
    .option('--map <name>', 'only this map; may be given again', (name: string, names?: readonly string[]) => [...(names ?? []), name])
    .option('--once', 'one reading, of an interval, and no more')
    .option('--json', 'a line of JSON each time')
    .action(run);
}

async function run(address: string, { interval, map: maps = [], once, json: asJson }: Options): Promise<void> {
  const url = targetFrom(address);
  const stop = new AbortController();
  const end = (): void => {
    // The second Ctrl-C ends the process, whatever it waits for.
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  };
  // Not `once`: what gives the cursor back would take itself for the only listener, and end the process by the signal.
  process.on('SIGINT', end).on('SIGTERM', end);
  // Whoever read the output has gone: `wasmap watch … | head`.
  process.stdout.on('error', () => { stop.abort(); });
  const options: WatchOptions = { intervalMs: interval * 1e3, maps, signal: stop.signal };
  try {
    if (once) await showOnce(url, asJson === true, options);
    else await show(url, asJson === true, options);
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    process.exitCode = 130;
  } finally {
    process.off('SIGINT', end).off('SIGTERM', end);
  }
}

async function show(url: URL, asJson: boolean, options: WatchOptions): Promise<void> {
  const screen = screenFor(shown(url), asJson, process.stdout);
  try {
    await watch(url, options, screen);
  } finally {
    screen.end();
  }
}

async function showOnce(url: URL, asJson: boolean, options: WatchOptions): Promise<void> {
  const figures = await watchOnce(url, options);
  console.log(asJson ? renderJson(figures, shown(url), new Date()) : renderTable(figures, widthOf(process.stdout)));
}
