import { readFile, readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import * as cache from '../../src/cache/index.js';
import * as lruCache from '../../src/cache/lru-cache.js';
import * as prewarm from '../../src/cache/prewarm/index.js';
import * as wasmap from '../../src/index.js';
import { examplesIn, expectedOutput, outputOf, root } from './examples.js';
import { complaints } from './typecheck.js';

const files = (await readdir(new URL('src/', root), { recursive: true })).filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'));
const texts = await Promise.all(files.map(async (file) => ({ file, text: await readFile(new URL(`src/${file}`, root), 'utf8') })));
const examples = texts.flatMap(({ file, text }) => examplesIn(text, `src/${file}`));

describe('the reference', () => {
  it.concurrent.each(examples)('shows at $where what its code prints', async (example) => {
    expect(await outputOf(example)).toEqual(expectedOutput(example));
  });

  it('shows code that compiles without a cast', () => {
    expect(complaints(examples)).toEqual([]);
  });

  it('has an example for every class and function that users can import', () => {
    const declarations = texts.map(({ text }) => text).join('\n');
    const bare = Object.keys({ ...wasmap, ...cache, ...lruCache, ...prewarm }).filter((name) => {
      const before = declarations.split(new RegExp(`^export (?:class|const|(?:async )?function) ${name}\\b`, 'm'))[0]!;
      const comment = before.slice(before.lastIndexOf('/**'));
      return before === declarations || !/^ \* @example$/m.test(comment) || !/\*\/\n(?:\/\/ eslint-.*\n)?$/.test(comment);
    });
    expect(bare).toEqual([]);
  });

  it('marks every example as one', () => {
    const marks = texts.reduce((sum, { text }) => sum + (text.match(/^\s*\* @example$/gm)?.length ?? 0), 0);
    expect(examples).toHaveLength(marks);
    expect(marks).toBeGreaterThan(0);
  });
});
