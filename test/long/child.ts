/** Runs a script of `children/` on the built package in a process of its own, and reads what it printed as JSON. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export interface ChildOptions {
  readonly arguments?: readonly string[];
  readonly nodeOptions?: readonly string[];
  /** Most KiB of address space. */
  readonly addressSpace?: number;
}

export function runChild(script: string, options: ChildOptions = {}): Promise<Record<string, unknown>> {
  const file = fileURLToPath(new URL(`children/${script}`, import.meta.url));
  const command = [process.execPath, ...options.nodeOptions ?? [], file, ...options.arguments ?? []];
  const limit = options.addressSpace === undefined ? '' : `ulimit -v ${options.addressSpace}; `;
  return new Promise((resolve, reject) => {
    execFile('bash', ['-c', `${limit}exec "$@"`, 'child', ...command], { timeout: 550_000 }, (error, stdout, stderr) => {
      if (error) reject(new Error(`${script} ${(options.arguments ?? []).join(' ')}: ${error.message}\n${stderr.slice(-2000)}`));
      else resolve(JSON.parse(stdout) as Record<string, unknown>);
    });
  });
}
