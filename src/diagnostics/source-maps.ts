/**
 * From places in what runs to places in what was written. Runtimes that map stacks themselves (Deno, Bun, Node with `--enable-source-maps`) leave
 * nothing to do. Node without it does not even look for maps, so they are read here: when a place of a file is first asked for, and only those that
 * lie beside the file or in it. Elsewhere places stay as they are.
 */
import { builtin } from './builtin.js';
import { addressOf, pathOf } from './paths.js';
import type { CallSite } from './site.js';

interface SourceMap {
  /** Lines and columns from 0. Empty where there is no such entry. */
  findEntry(line: number, column: number): { readonly originalSource?: string; readonly originalLine?: number; readonly originalColumn?: number };
}

interface ModuleModule {
  findSourceMap?(path: string): SourceMap | undefined;
  readonly SourceMap?: new (payload: object) => SourceMap;
}

interface FileSystem {
  statSync(path: string): { readonly size: number };
  readFileSync(path: string, encoding: 'utf8'): string;
}

interface Mapped {
  readonly map: SourceMap;
  /** What its sources are relative to. */
  readonly base: string;
}

/** Larger files are not read: the write that is looked into waits for it. */
const LARGEST_BYTES = 64 * 2 ** 20;
const MOST_FILES = 100;

const maps = new Map<string, Mapped | undefined>();

/** The place that `site` was compiled from, or `site` itself. */
export function originalSite(site: CallSite): CallSite {
  const mapped = mapOf(site.file);
  if (mapped === undefined) return site;
  const { originalSource, originalLine, originalColumn } = mapped.map.findEntry(site.line - 1, site.column - 1);
  if (originalSource === undefined || originalLine === undefined || originalColumn === undefined) return site;
  return { ...site, file: resolved(originalSource, mapped.base), line: originalLine + 1, column: originalColumn + 1 };
}

function mapOf(file: string): Mapped | undefined {
  if (maps.has(file)) return maps.get(file);
  const mapped = tryTo(() => knownMap(file)) ?? tryTo(() => readMap(file));
  if (maps.size >= MOST_FILES) maps.clear();
  maps.set(file, mapped);
  return mapped;
}

function tryTo<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined; // no such file, no leave to read it, no map in it
  }
}

/** Node has it where source maps are enabled: for stacks that somebody else has formatted. */
function knownMap(file: string): Mapped | undefined {
  const map = builtin<ModuleModule>('node:module')?.findSourceMap?.(file);
  return map && { map, base: addressOf(file) };
}

function readMap(file: string): Mapped | undefined {
  const Map = builtin<ModuleModule>('node:module')?.SourceMap;
  const files = builtin<FileSystem>('node:fs');
  if (Map === undefined || files === undefined || /^[a-z]{2,}:/.test(file)) return undefined;
  const text = read(files, file);
  const at = text.lastIndexOf('//# sourceMappingURL=');
  const url = at < 0 ? undefined : /^\S+/.exec(text.slice(at + '//# sourceMappingURL='.length))?.[0];
  if (url === undefined) return undefined;
  const address = url.startsWith('data:') ? addressOf(file) : new URL(url, addressOf(file)).href;
  if (!address.startsWith('file:')) return undefined;
  const payload = JSON.parse(url.startsWith('data:') ? dataOf(url) : read(files, pathOf(address))) as { readonly sourceRoot?: string };
  const { sourceRoot } = payload;
  const root = sourceRoot === undefined || sourceRoot === '' ? '' : `${sourceRoot.replace(/\/$/, '')}/`;
  return { map: new Map({ ...payload, sourceRoot: '' }), base: new URL(root, address).href };
}

function read(files: FileSystem, path: string): string {
  if (files.statSync(path).size > LARGEST_BYTES) throw new Error('too large');
  return files.readFileSync(path, 'utf8');
}

function dataOf(url: string): string {
  const comma = url.indexOf(',');
  const data = url.slice(comma + 1);
  if (!url.slice(0, comma).endsWith(';base64')) return decodeURIComponent(data);
  return new TextDecoder().decode(Uint8Array.from(atob(data), (character) => character.charCodeAt(0)));
}

/** Where a source lies, which may have an address of its own, such as a bundler's. */
function resolved(source: string, base: string): string {
  const address = tryTo(() => new URL(source, base).href);
  return address?.startsWith('file:') === true ? pathOf(address) : source;
}
