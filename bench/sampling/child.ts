/** The parent's end of a measuring process. */
import { fork, type ChildProcess } from 'node:child_process';
import { totalmem } from 'node:os';
import { fileURLToPath } from 'node:url';
import { AbsentError } from '../rivals/absent.js';
import type { Request, Response } from './protocol.js';

/** Hidden subcommand of the command line that serves a parent. */
export const WORKER_COMMAND = 'worker';

/** The bundle is one file beside dist/index.js; dist/start.js uses the same one for its children. */
const COMMAND_LINE = fileURLToPath(new URL('./cli.js', import.meta.url));

/** Twelve million bigint pairs in a Map need more than V8 allows by default. */
const HEAP_MEGABYTES = Math.floor(Math.min(8192, (totalmem() / 2 ** 20) * 0.6));

/** An answer that says that there is none, or why. */
type Refusal = { readonly type: 'absent'; readonly reason: string } | { readonly type: 'failed'; readonly message: string };

export class MeasuringProcess<Question extends object = Request, Answer extends { readonly type: string } = Response> {
  readonly #child: ChildProcess;

  /** `command`: the one that answers such questions. */
  constructor(command: string = WORKER_COMMAND) {
    this.#child = fork(COMMAND_LINE, [command], {
      execArgv: ['--expose-gc', `--max-old-space-size=${HEAP_MEGABYTES}`],
      serialization: 'advanced',
    });
  }

  /**
   * Asks and waits for the answer; one question at a time.
   *
   * @throws {AbsentError} when the rival is not here
   * @throws {Error} when the measurement failed or the process died
   */
  ask<Type extends Answer['type']>(request: Question, expected: Type): Promise<Extract<Answer, { type: Type }>> {
    return new Promise((resolve, reject) => {
      const settle = (): void => {
        this.#child.off('message', onMessage);
        this.#child.off('exit', onExit);
      };
      const onMessage = (message: unknown): void => {
        settle();
        const response = message as Answer | Refusal;
        if (response.type === expected) resolve(response as Extract<Answer, { type: Type }>);
        else reject(refusal(response));
      };
      const onExit = (code: number | null, signal: string | null): void => {
        settle();
        reject(new Error(`the measuring process ended early (${signal ?? `exit code ${code}`})`));
      };
      this.#child.on('message', onMessage);
      this.#child.on('exit', onExit);
      this.#child.send(request);
    });
  }

  close(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) return resolve();
      this.#child.once('exit', () => resolve());
      if (this.#child.connected) this.#child.disconnect();
    });
  }
}

function refusal(response: { readonly type: string } | Refusal): Error {
  if ('reason' in response) return new AbsentError(response.reason);
  return new Error('message' in response ? response.message : `unexpected answer ${response.type}`);
}
