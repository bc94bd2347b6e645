/**
 * Weak references and finalizers. Some runtimes have neither (workerd before its compatibility date 2025-05-05): there, references hold what they
 * name, and what is not disposed of stays in linear memory.
 */

class StrongReference<Target extends WeakKey> implements WeakRef<Target> {
  readonly [Symbol.toStringTag] = 'WeakRef';
  readonly #target: Target;

  constructor(target: Target) {
    this.#target = target;
  }

  deref(): Target {
    return this.#target;
  }
}

class NoFinalizers implements FinalizationRegistry<unknown> {
  readonly [Symbol.toStringTag] = 'FinalizationRegistry';

  register(): void {
    // Nothing is collected that it could be told of.
  }

  unregister(): boolean {
    return false;
  }
}

type Globals = Partial<Pick<typeof globalThis, 'WeakRef' | 'FinalizationRegistry'>>;
const globals: Globals = globalThis;

export const WeakReference: WeakRefConstructor = globals.WeakRef ?? (StrongReference);
export const Finalizers: FinalizationRegistryConstructor = globals.FinalizationRegistry ?? (NoFinalizers);
