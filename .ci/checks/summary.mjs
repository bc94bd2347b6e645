/** Adds up vitest's JSON reports: one line for each run, and the total alone on the last line. */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';

const [folder] = process.argv.slice(2);
const reports = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.json')).sort() : [];
const total = { passed: 0, failed: 0, skipped: 0 };

const inWords = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;

for (const file of reports) {
  const report = JSON.parse(readFileSync(join(folder, file), 'utf8'));
  // A file that does not load has no tests that could fail, but the run has.
  const unloadable = report.testResults.filter(({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0).length;
  const counts = {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  for (const key of Object.keys(total)) total[key] += counts[key];
  console.log(`tests of run ${basename(file, '.json')}: ${inWords(counts)}`);
}
if (reports.length > 0) console.log(inWords(total));
