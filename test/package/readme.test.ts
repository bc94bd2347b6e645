import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { examplesIn, expectedOutput, outputOf, root } from './examples.js';
import { complaints } from './typecheck.js';

const read = (file: string): Promise<string> => readFile(new URL(file, root), 'utf8');
const readme = await read('README.md');
const guide = await read('src/GUIDE.md');
const examples = [...examplesIn(readme, 'README.md'), ...examplesIn(guide, 'src/GUIDE.md')];

describe('the README and the guide', () => {
  it.concurrent.each(examples)('show at $where what their code prints', async (example) => {
    expect(await outputOf(example)).toEqual(expectedOutput(example));
  });

  it('show code that compiles without a cast', () => {
    expect(complaints(examples)).toEqual([]);
  });

  it('have an example for each thing that they explain', () => {
    expect(examples.length).toBeGreaterThanOrEqual(17);
  });

  it('give the commands for a first look and for the tests', () => {
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
  });
});
