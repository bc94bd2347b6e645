/** The state of a measuring process before anything is timed. */

/**
 * Detaches one buffer: the first detach in a process makes V8 check for detachment in all typed-array code from then
 * on. It comes with any WASM memory that grows, so every rival is measured after it.
 */
export function detachOnce(): void {
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 2 });
  const view = new Uint8Array(memory.buffer);
  memory.grow(1);
  if (view.length !== 0) throw new Error('growing the memory did not detach its buffer');
}

/**
 * A full collection after which V8 gives spare pages back at once. Of strings made to be keys it would keep 20 to 60 MB, which
 * is neither the map's nor always the same.
 */
export function returnGarbage(): void {
  void globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' });
}

/** A full collection, where the process was started with --expose-gc. */
export function collectGarbage(): void {
  globalThis.gc?.();
}
