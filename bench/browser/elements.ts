/** The elements of index.html that scripts use. */

/** @throws {Error} when index.html has no such element */
export function byId<T extends HTMLElement = HTMLElement>(id: string): T {
  const element = document.getElementById(id);
  if (element === null) throw new Error(`the page has no element '${id}'`);
  return element as T;
}

/** Shows or takes away what went wrong; a screen reader says it at once. */
export function showProblem(...lines: readonly string[]): void {
  byId('problem').replaceChildren(
    ...lines.map((line) => {
      const paragraph = document.createElement('p');
      paragraph.className = 'problem';
      paragraph.textContent = line;
      return paragraph;
    }),
  );
}

/** Says something that does not matter enough to interrupt. */
export function say(text: string): void {
  byId('status').textContent = text;
}
