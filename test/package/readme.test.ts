import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { examplesIn, expectedOutput, outputOf, root } from './examples.js';
import { complaints } from './typecheck.js';

const readme = await readFile(new URL('README.md', root), 'utf8');
const examples = examplesIn(readme, 'README.md');

describe('the README', () => {
  it.concurrent.each(examples)('shows at $where what its code prints', async (example) => {
    expect(await outputOf(example)).toEqual(expectedOutput(example));
  });

  it('shows code that compiles without a cast', () => {
    expect(complaints(examples)).toEqual([]);
  });

  it('has an example for each thing that it explains', () => {
    expect(examples.length).toBeGreaterThanOrEqual(7);
  });

  it('gives the commands for a first look and for the tests', () => {
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
  });
});
