/** What every report page has around its contents: styles, script and data, so that it needs nothing else. */
import { element, escapeHtml } from './html.js';
import type { Report } from './schema.js';

/** The bundled script and styles; bench/build.mjs puts them in. */
declare const PAGE_SCRIPT: string;
declare const PAGE_STYLES: string;

export interface Page {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** Where the script looks for the data. */
  readonly id: string;
  readonly data: object;
}

export function renderShell({ title, body, id, data }: Page): string {
  const json = JSON.stringify(data).replaceAll('<', '\\u003c');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)}</title>
<style>${PAGE_STYLES}</style>
</head>
<body>
${body}
<script type="application/json" id="${id}">${json}</script>
<script>${PAGE_SCRIPT.replaceAll('</script', '<\\/script')}</script>
</body>
</html>
`;
}

/** What was run on what, and when. */
export function factsOf(report: Pick<Report, 'wasmap' | 'browser' | 'node' | 'cpu' | 'cores' | 'machine' | 'seed' | 'created'>): string {
  const facts = [
    `wasmap ${report.wasmap}`,
    report.browser ?? `Node ${report.node ?? ''}`,
    [report.cpu, `${report.cores} cores`].filter((fact) => fact !== undefined).join(', '),
    report.machine,
    `seed ${report.seed}`,
    report.created.slice(0, 16).replace('T', ' '),
  ];
  return `<ul class="facts">${facts.map((fact) => element('li', escapeHtml(fact))).join('')}</ul>`;
}

export function section(title: string, text: string, content: string): string {
  return `<section><h2>${escapeHtml(title)}</h2><p>${escapeHtml(text)}</p>${content}</section>`;
}
