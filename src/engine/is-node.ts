/** Whether this is Node itself, and neither Deno nor Bun, who call themselves so, too. Not where asking throws, as sandboxes make it. */
export function isNode(): boolean {
  try {
    const { process } = globalThis as { process?: { release?: { name?: string } } };
    return process?.release?.name === 'node' && !('Deno' in globalThis) && !('Bun' in globalThis);
  } catch {
    return false;
  }
}
