import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { root } from './examples.js';

const text = readFileSync(new URL('src/ARCHITECTURE.md', root), 'utf8');

describe('the architecture', () => {
  it('names files that are there', () => {
    const named = [...text.matchAll(/`((?:src|assembly|test|bench|\.ci)\/[\w./-]+)`/g)].map(([, path]) => path!);
    expect(named.length).toBeGreaterThan(50);
    // What the build generates is there once it has run, as it has before the tests.
    expect(named.filter((path) => !existsSync(new URL(path, root)))).toEqual([]);
  });

  it('names the files beside those by names that are there', () => {
    const folders = [...text.matchAll(/`((?:src|assembly|test)\/[\w./-]*?)[\w.-]+`/g)].map(([, folder]) => folder!);
    const short = [...text.matchAll(/`([\w-]+(?:\.test)?\.(?:ts|mjs))`/g)].map(([, file]) => file!);
    const places = ['src/bulk/', 'src/bulk/async/', ...folders];
    expect(short.filter((file) => !places.some((folder) => existsSync(new URL(folder + file, root))))).toEqual([]);
  });
});
