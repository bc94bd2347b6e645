/** A worker as the measuring process: an isolate of its own, with type feedback of its own. Takes the place of `sampling/child.ts`. */
import type * as Node from '../../sampling/child.js';
import { AbsentError } from '../../rivals/absent.js';
import type { Request, Response } from '../../sampling/protocol.js';

/** Beside the page's script, wherever that is served from. */
const WORKER = new URL('worker.js', (document.currentScript as HTMLScriptElement | null)?.src ?? document.baseURI);

/** The parts of Node's process that plans use. */
type Asked = Pick<Node.MeasuringProcess, 'ask' | 'close'>;

const running = new Set<MeasuringProcess>();
let made = 0;

/** Ends everything at once: what was asked fails. */
export function endAll(): void {
  for (const process of running) process.end(new Error('cancelled'));
}

export class MeasuringProcess implements Asked {
  /** By which the browser names it when it says who has how much memory. */
  readonly url: string;
  readonly #worker: Worker;
  #fail: ((reason: Error) => void) | undefined;

  constructor() {
    const url = new URL(WORKER);
    url.searchParams.set('n', String(++made));
    this.url = url.href;
    this.#worker = new Worker(url);
    running.add(this);
  }

  /**
   * Asks and waits for the answer; one question at a time.
   *
   * @throws {AbsentError} when the rival is not here
   * @throws {Error} when the measurement failed, the worker died or was ended
   */
  ask<Type extends Response['type']>(request: Request, expected: Type): Promise<Extract<Response, { type: Type }>> {
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      this.#worker.onmessage = ({ data }: MessageEvent<Response>) => {
        if (data.type === expected) resolve(data as Extract<Response, { type: Type }>);
        else if (data.type === 'absent') reject(new AbsentError(data.reason));
        else reject(new Error(data.type === 'failed' ? data.message : `unexpected answer ${data.type}`));
      };
      this.#worker.onerror = ({ message }) => reject(new Error(message || `the worker could not be loaded from ${this.url}`));
      this.#worker.postMessage(request);
    });
  }

  end(reason: Error): void {
    running.delete(this);
    this.#worker.terminate();
    this.#fail?.(reason);
  }

  async close(): Promise<void> {
    this.end(new Error('closed'));
  }
}
