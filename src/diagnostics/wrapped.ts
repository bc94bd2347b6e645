/** What a listener holds while the user's own code runs that it was told of: the active span of a trace, above all. */

/** Does what it is given, with something around it. */
export type Around = <Result>(run: () => Result) => Result;

export class Wrapped {
  #around: Around | undefined = undefined;

  wrap(around: Around): void {
    const inner = this.#around;
    this.#around = inner === undefined ? around : (run) => around(() => inner(run));
  }

  /** Does `run` inside all that listeners have put around it. */
  inside<Result>(run: (trace: this) => Result): Result {
    return this.#around === undefined ? run(this) : this.#around(() => run(this));
  }
}
