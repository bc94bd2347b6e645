/** Results to files and from them. */
import type { Report } from '../report/schema.js';
import { readReport } from '../report/validate.js';

/** Hours of measuring come to less. */
const MOST_BYTES = 50_000_000;

/** @throws {Error} that says what is wrong with the file */
export async function load(file: File): Promise<Report> {
  if (file.size > MOST_BYTES) throw new Error(`${file.name}: larger than ${MOST_BYTES / 1e6} MB`);
  try {
    return readReport(await file.text());
  } catch (error) {
    throw new Error(`${file.name} cannot be shown. ${(error as Error).message}`, { cause: error });
  }
}

export function save(report: Report): void {
  const url = URL.createObjectURL(new Blob([`${JSON.stringify(report, null, 1)}\n`], { type: 'application/json' }));
  const anchor = document.createElement('a');
  anchor.href = url;
  anchor.download = `wasmap ${report.created.slice(0, 16).replace('T', ' ').replace(':', '.')}.json`;
  anchor.click();
  // The download has begun by then; a URL that is kept keeps the text.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
