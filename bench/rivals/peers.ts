/** Third-party packages, taken from the working directory at run time: the bench neither bundles nor installs them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { AbsentError } from './absent.js';

/** Where peers may be installed: the user's project, or the workshop of a checkout of wasmap. */
const PLACES = ['.', 'bench/thirdparty'];

/** @throws {AbsentError} that says how to install the package */
export function requirePeer<T>(name: string, version: string): T {
  for (const place of PLACES) {
    const load = createRequire(join(process.cwd(), place, 'package.json'));
    let path: string;
    try {
      path = load.resolve(name);
    } catch {
      continue;
    }
    return load(path) as T;
  }
  const packageName = name.startsWith('@') ? name : name.split('/')[0];
  throw new AbsentError(`not installed: npm install ${packageName}@${version}`);
}
