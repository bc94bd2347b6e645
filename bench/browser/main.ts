/** The page's script: ties the form, the run, its progress, files and results together. */
import 'uplot/dist/uPlot.min.css';
import '../report/page.css';
import './page.css';
import { ChoiceError } from '../matrix/parse.js';
import type { Report } from '../report/schema.js';
import { firstLine } from '../run/failure.js';
import { choicesFrom, DEFAULTS, queryOf, type Choices } from './choices.js';
import { Comparison, type Ended } from './comparison.js';
import { copy } from './copy.js';
import { byId, say, showProblem } from './elements.js';
import { describeEnvironment } from './environment.js';
import { load, save } from './files.js';
import { Form } from './form.js';
import { ProgressBar } from './progress-bar.js';
import { clockFacts, Results } from './results.js';
import { asMarkdown, asTsv } from './rows.js';
import { Runs } from './runs.js';

const form = new Form();
const runs = new Runs();
const results = new Results();
const bar = new ProgressBar();
let comparison: Comparison | undefined;

/** Does something that may find fault with what was typed or loaded, and shows that; all else stays as it was. */
function attempt<T>(action: () => T): T | undefined {
  try {
    const value = action();
    showProblem();
    return value;
  } catch (error) {
    showProblem(error instanceof ChoiceError ? `This cannot be compared: ${error.message}.` : firstLine(error));
    return undefined;
  }
}

async function run(choices: Choices): Promise<void> {
  if (comparison !== undefined) return;
  const current = (comparison = new Comparison());
  const letter = runs.reserve();
  bar.begin();
  try {
    const ended = await current.run(choices, {
      onProgress: (label, done) => bar.show(label, done),
      onReport(report) {
        if (isEmpty(report)) return;
        runs.report(letter, report);
        results.show(runs.all);
      },
    });
    showProblem(...failuresToShow(ended.failures));
    bar.end(endingOf(ended));
  } catch (error) {
    showProblem(`The comparison failed: ${firstLine(error)}`);
    bar.end('The comparison failed');
  } finally {
    runs.release();
    comparison = undefined;
  }
}

/** What is wrong with one is mostly wrong with all. */
const MOST_SHOWN = 4;

function failuresToShow(failures: readonly string[]): string[] {
  const lines = failures.slice(0, MOST_SHOWN).map((failure) => `This failed, and is left out: ${failure}`);
  const more = failures.length - lines.length;
  return more > 0 ? [...lines, `So did ${more} more.`] : lines;
}

function isEmpty({ cells, absent, measures }: Report): boolean {
  return cells.length + absent.length + measures.length === 0;
}

function endingOf({ report, cancelled }: Ended): string {
  if (!cancelled) return isEmpty(report) ? 'The comparison failed.' : 'The comparison is finished.';
  return isEmpty(report) ? 'Cancelled before anything was finished.' : 'Cancelled; what was finished is below.';
}

function start(): void {
  if (comparison !== undefined) return;
  const choices = attempt(() => {
    const read = form.read();
    if (runs.full) throw new RangeError('There is no room for another run: remove one first.');
    return read;
  });
  if (choices === undefined) return;
  history.replaceState(null, '', `?${queryOf(choices)}`);
  void run(choices);
}

async function loadAll(files: readonly File[]): Promise<void> {
  const problems: string[] = [];
  for (const file of files) {
    try {
      const letter = runs.add(await load(file), file.name);
      say(`${file.name} is run ${letter}`);
    } catch (error) {
      problems.push(firstLine(error));
    }
  }
  showProblem(...problems);
  results.show(runs.all);
}

function onRunButton({ target }: Event): void {
  const { action, run: letter = '' } = (target as HTMLElement).dataset;
  const found = runs.all.find((each) => each.letter === letter);
  if (found === undefined) return;
  if (action === 'save') return save(found.report);
  if (comparison !== undefined) return showProblem('A run cannot be removed while another is being measured: cancel it first.');
  runs.remove(letter);
  results.show(runs.all);
  say(`Run ${letter} removed`);
  byId('results').focus();
}

function listen(): void {
  byId('form').addEventListener('submit', (event) => {
    event.preventDefault();
    start();
  });
  byId('cancel').addEventListener('click', () => comparison?.cancel());
  byId('link').addEventListener('click', () => {
    const choices = attempt(() => form.read());
    if (choices === undefined) return;
    history.replaceState(null, '', `?${queryOf(choices)}`);
    void copy(location.href, 'Link');
  });
  byId('runs').addEventListener('click', onRunButton);
  byId('tsv').addEventListener('click', () => void copy(asTsv(results.table), 'Table'));
  byId('markdown').addEventListener('click', () => void copy(asMarkdown(results.table), 'Table'));
  const file = byId<HTMLInputElement>('file');
  byId('load').addEventListener('click', () => file.click());
  file.addEventListener('change', () => {
    void loadAll([...(file.files ?? [])]).then(() => (file.value = ''));
  });
  listenToDrops();
}

function listenToDrops(): void {
  const { body } = document;
  const mark = (on: boolean) => (event: DragEvent) => {
    event.preventDefault();
    body.classList.toggle('dropping', on && event.dataTransfer?.types.includes('Files'));
  };
  body.addEventListener('dragover', mark(true));
  body.addEventListener('dragleave', mark(false));
  body.addEventListener('drop', (event) => {
    mark(false)(event);
    void loadAll([...(event.dataTransfer?.files ?? [])]);
  });
}

function showFacts(): void {
  const { browser = '', machine, cores, clock, wasmap } = describeEnvironment(DEFAULTS.seed, true);
  const facts = [`wasmap ${wasmap}`, browser, machine, `${cores} cores`, ...clockFacts({ clock })];
  byId('facts').replaceChildren(
    ...facts.map((fact) => {
      const item = document.createElement('li');
      item.textContent = fact;
      return item;
    }),
  );
}

showFacts();
form.show(DEFAULTS);
listen();
const query = new URLSearchParams(location.search);
const asked = attempt(() => choicesFrom(query));
if (asked !== undefined) {
  form.show(asked);
  if (query.has('run')) void run(asked);
}
