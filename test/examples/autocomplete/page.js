/**
 * Completes English words as they are typed: a combobox, whose suggestions a worker looks up in a map of 600 000 entries. With the file
 * that build.mjs makes beside it, bundle both scripts and serve the folder:
 *
 *     node build.mjs suggestions.wasmap && npx esbuild page.js worker.js --bundle --format=esm --outdir=. --allow-overwrite --servedir=.
 */
const input = document.querySelector('[role=combobox]');
const list = document.querySelector('[role=listbox]');
const worker = new Worker(new URL('./worker.js', import.meta.url), { type: 'module' });
let active = -1;

const beginning = () => input.value.trim().toLowerCase();

function activate(index) {
  active = index;
  [...list.children].forEach((option, at) => option.setAttribute('aria-selected', String(at === index)));
  if (index < 0) input.removeAttribute('aria-activedescendant');
  else input.setAttribute('aria-activedescendant', list.children[index].id);
}

function show(words) {
  list.replaceChildren(...words.map((word, index) => {
    const option = document.createElement('li');
    Object.assign(option, { id: `option-${index}`, role: 'option', textContent: word });
    return option;
  }));
  list.hidden = words.length === 0;
  input.setAttribute('aria-expanded', String(!list.hidden));
  activate(-1);
}

function choose(index) {
  input.value = list.children[index].textContent;
  show([]);
}

worker.addEventListener('message', ({ data }) => {
  if (data.beginning === beginning()) show(data.words); // else somebody typed on meanwhile
});

input.addEventListener('input', () => worker.postMessage(beginning()));

input.addEventListener('keydown', (event) => {
  const count = list.children.length;
  if (event.key === 'Escape') show([]);
  else if (event.key === 'Enter' && active >= 0) choose(active);
  else if (event.key === 'ArrowDown' && count > 0) activate((active + 1) % count);
  else if (event.key === 'ArrowUp' && count > 0) activate((Math.max(active, 0) + count - 1) % count);
  else return;
  event.preventDefault();
});

list.addEventListener('mousedown', (event) => {
  event.preventDefault(); // the input keeps the focus
  const option = event.target.closest('[role=option]');
  if (option) choose([...list.children].indexOf(option));
});
