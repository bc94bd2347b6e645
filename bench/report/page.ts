import type { Report } from './schema.js';
export function renderPage(report: Report): string {
  return JSON.stringify(report);
}
