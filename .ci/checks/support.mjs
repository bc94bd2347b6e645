/** What the checks share: the checkout's root, folders that vanish afterwards, and commands that must succeed. */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = dirname(dirname(dirname(fileURLToPath(import.meta.url))));

/** A folder outside the checkout, so that nothing is found there by accident; it goes when the process ends. */
export function temporaryFolder() {
  const folder = mkdtempSync(join(tmpdir(), 'wasmap-check-'));
  process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Runs a command with its output shown. @throws when it fails */
export function run(command, args, options = {}) {
  execFileSync(command, args, { cwd: root, stdio: 'inherit', ...options });
}

/** What a command prints. @throws when it fails */
export function outputOf(command, args, options = {}) {
  return execFileSync(command, args, { cwd: root, encoding: 'utf8', ...options });
}

/** Packs the built checkout as `npm publish` would, without building it again, and returns the tarball's path. */
export function pack(folder) {
  const [{ filename }] = JSON.parse(outputOf('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]));
  return join(folder, filename);
}

/** Ends the check with a line that says why. */
export function fail(message) {
  console.error(message);
  process.exit(1);
}
