/** The few elements that the page is made of. */

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** An element around content that is HTML already. */
export function element(name: string, content: string): string {
  return `<${name}>${content}</${name}>`;
}

/** A table of text, which scrolls by itself where the screen is narrow. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cell: 'th' | 'td', texts: readonly string[]): string =>
    element('tr', texts.map((text) => element(cell, escapeHtml(text))).join(''));
  const body = rows.map((row) => line('td', row)).join('');
  return `<div class="scroll" tabindex="0"><table><thead>${line('th', head)}</thead><tbody>${body}</tbody></table></div>`;
}
