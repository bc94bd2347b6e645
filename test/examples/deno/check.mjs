import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { deno, printedBy } from '../../runtimes/hosts/processes.mjs';

export const runtime = 'Deno';

export async function check({ folder }) {
  const visit = (...days) => printedBy(deno(), ['run', '--no-prompt', '--allow-read=.', '--allow-write=.', 'visits.mjs', ...days], { cwd: folder });
  assert.equal(await visit('2026-03-01', '2026-03-02', '2026-03-01'), '2026-03-01 2\n2026-03-02 1');
  assert.equal(await visit('2026-03-03', '2026-03-02'), '2026-03-01 2\n2026-03-02 2\n2026-03-03 1');
  writeFileSync(join(folder, 'visits.wasmap'), 'something else');
  await assert.rejects(visit('2026-03-04'), /SnapshotError/);
  return 'three runs with leave for one folder: counts go on from the file, a damaged one is refused';
}
