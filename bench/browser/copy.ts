/** Copies text; where the browser does not let the page, it is shown, selected. */
import { byId, say } from './elements.js';

export async function copy(text: string, what: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    say(`${what} copied`);
  } catch {
    // No such API without HTTPS, or no leave to use it.
    byId<HTMLTextAreaElement>('by-hand-text').value = text;
    byId<HTMLDialogElement>('by-hand').showModal();
    byId<HTMLTextAreaElement>('by-hand-text').select();
  }
}
