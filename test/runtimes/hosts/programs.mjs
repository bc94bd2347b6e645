/** Programs that run beside a test and end with it. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { inTime } from '../deadline.mjs';

/** How long a program may take to end after it was asked to. */
const ENDING_MS = 5000;

/** @throws {Error} that names the program where it does not start */
export async function startProgram(command, args, options) {
  const child = spawn(command, args, options);
  try {
    await once(child, 'spawn');
  } catch (error) {
    throw new Error(`${command} ${error.code === 'ENOENT' ? 'is not installed' : `does not start: ${error.message}`}`, { cause: error });
  }
  return child;
}

const isOver = ({ exitCode, signalCode }) => exitCode !== null || signalCode !== null;

/** Resolves when the program is gone: killed, where it does not end. */
export async function endProgram(child) {
  if (child === undefined || isOver(child)) return;
  const gone = once(child, 'exit');
  child.kill();
  await inTime('it ends', ENDING_MS, gone).catch(() => child.kill('SIGKILL'));
  await gone;
}

/**
 * Awaits what the program is started for.
 *
 * @throws {Error} where it ends, or the time does, before that
 */
export async function unlessEnded(child, name, timeoutMs, waitedFor) {
  const over = new AbortController();
  const ended = once(child, 'exit', { signal: over.signal }).then(([code, signal]) => {
    throw new Error(`${name} ended at once: ${signal ?? `exit status ${code}`}`);
  });
  try {
    return await inTime(`${name} starts`, timeoutMs, Promise.race([waitedFor, ended]));
  } finally {
    over.abort();
  }
}
