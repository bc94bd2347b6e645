/** The few elements that the page is made of. */

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** An element around content that is HTML already. */
export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** A table of text, which scrolls by itself where the screen is narrow; the caption is for those who hear it. */
export function table(head: readonly string[], rows: readonly (readonly string[])[], caption: string): string {
  // An empty heading says nothing: it is a cell as others.
  const headings = head.map((text) => (text === '' ? '<td></td>' : `<th scope="col">${escapeHtml(text)}</th>`)).join('');
  const cells = (texts: readonly string[]): string => texts.map((text) => element('td', escapeHtml(text))).join('');
  const body = rows.map(([first, ...rest]) => element('tr', `<th scope="row">${escapeHtml(first)}</th>${cells(rest)}`));
  const name = escapeHtml(caption);
  return (
    `<div class="scroll" tabindex="0" role="group" aria-label="${name}"><table><caption>${name}</caption>` +
    `<thead>${element('tr', headings)}</thead><tbody>${body.join('')}</tbody></table></div>`
  );
}
