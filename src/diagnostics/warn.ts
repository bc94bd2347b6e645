/** Warnings to whoever runs the program. */

interface Globals {
  readonly process?: { emitWarning?(message: string, options: { readonly type: string; readonly code: string }): void };
  readonly console?: { warn?(message: string): void };
}

/** As Node's own warnings, which a program may listen to and `--no-warnings` hides, where there is such a thing; else on the console. Never throws. */
export function warn(message: string, type: string, code: string): void {
  try {
    const { process, console } = globalThis as Globals;
    if (typeof process?.emitWarning === 'function') process.emitWarning(message, { type, code });
    else console?.warn?.(`${type}: ${message}`);
  } catch {
    // A console or a process that somebody has put a trap in.
  }
}
