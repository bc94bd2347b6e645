/** A rival that cannot run here, and what to do about it. */
export class AbsentError extends Error {
  override readonly name = 'AbsentError';
}
