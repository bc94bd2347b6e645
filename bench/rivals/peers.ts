/** Third-party packages, taken from the working directory at run time: the bench neither bundles nor installs them. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AbsentError } from './absent.js';

/** Where peers may be installed: the user's project, or the workshop of a checkout of wasmap. */
const PLACES = ['.', 'bench/thirdparty'];

/** @throws {AbsentError} that says how to install the package */
export function requirePeer<T>(name: string, version: string): T {
  const { load, path } = findPeer(name, version);
  return load(path) as T;
}

/** The same of a package that is an ECMAScript module. @throws {AbsentError} that says how to install the package */
export async function importPeer<T>(name: string, version: string): Promise<T> {
  return (await import(/* @vite-ignore */ pathToFileURL(findPeer(name, version).path).href)) as T;
}

function findPeer(name: string, version: string): { load: NodeJS.Require; path: string } {
  for (const place of PLACES) {
    const load = createRequire(join(process.cwd(), place, 'package.json'));
    try {
      return { load, path: load.resolve(name) };
    } catch {
      continue;
    }
  }
  const packageName = name.startsWith('@') ? name : name.split('/')[0];
  throw new AbsentError(`not installed: npm install ${packageName}@${version}`);
}
