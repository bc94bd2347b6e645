/** The machine, the runtime and the package that a run was made with. */
import { readFileSync } from 'node:fs';
import { arch, cpus, platform, release, totalmem } from 'node:os';
import { SCHEMA, type Report } from '../report/schema.js';

export type Environment = Pick<
  Report,
  'schema' | 'created' | 'wasmap' | 'machine' | 'cpu' | 'cores' | 'memoryBytes' | 'node' | 'v8' | 'browser' | 'clock' | 'seed' | 'quick'
>;

export function describeEnvironment(seed: number, quick: boolean): Environment {
  const processors = cpus();
  return {
    schema: SCHEMA,
    created: new Date().toISOString(),
    wasmap: packageVersion(),
    machine: `${platform()} ${release()} ${arch()}`,
    cpu: processors[0]?.model.trim() ?? 'unknown',
    cores: processors.length,
    memoryBytes: totalmem(),
    node: process.version,
    v8: process.versions.v8,
    seed,
    quick,
  };
}

/** The version of the package that this bundle is part of. */
function packageVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  const { version } = JSON.parse(text) as { version: string };
  return version;
}
