/** The package as its users have it: the tarball, installed in an empty project. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pack, run, temporaryFolder } from '../../.ci/checks/support.mjs';

/** @returns the project's folder, which goes when this process ends */
export function createProject() {
  const temporary = temporaryFolder();
  const tarball = pack(temporary);
  const folder = join(temporary, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }\n');
  run('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--silent', tarball], { cwd: folder });
  return folder;
}
