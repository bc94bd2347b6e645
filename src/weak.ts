/**
 * Weak references and finalizers. Some runtimes have neither (workerd before its compatibility date 2025-05-05): there, references hold what they
 * name, and what is not disposed of stays in linear memory.
 */

class StrongReference {
  constructor(readonly target: WeakKey) {}

  deref(): WeakKey {
    return this.target;
  }
}

/** Nothing is collected that it could be told of. */
class NoFinalizers {
  register(): void {}

  unregister(): void {}
}

type Globals = Partial<Pick<typeof globalThis, 'WeakRef' | 'FinalizationRegistry'>>;
const globals: Globals = globalThis;

/** Without them, whatever a reference names is there for good. */
export const hasWeakReferences = globals.WeakRef !== undefined;

export const WeakReference: WeakRefConstructor = globals.WeakRef ?? (StrongReference as unknown as WeakRefConstructor);
export const Finalizers: FinalizationRegistryConstructor = globals.FinalizationRegistry ?? (NoFinalizers as unknown as FinalizationRegistryConstructor);
