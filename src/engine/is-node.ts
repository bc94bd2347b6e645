/** Whether this is Node itself, and neither Deno nor Bun, who call themselves so, too. */
export function isNode(): boolean {
  const { process } = globalThis as { process?: { release?: { name?: string } } };
  return process?.release?.name === 'node' && !('Deno' in globalThis) && !('Bun' in globalThis);
}
