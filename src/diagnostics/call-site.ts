/** Where in the user's code something was called from: read from a stack, as V8, SpiderMonkey and JavaScriptCore write them. */
import type { AnyFunction } from './intercept.js';
import { pathOf } from './paths.js';
import type { CallSite } from './site.js';
import { originalSite } from './source-maps.js';

/** Enough for the calls within this package, and those of subclasses and the like that pass through. */
const FRAMES = 40;

interface ErrorClass {
  stackTraceLimit?: unknown;
  prepareStackTrace?: unknown;
  captureStackTrace?: (target: object, below?: AnyFunction) => void;
}

/**
 * The first place outside this package that led to the present call: below the function `entry`, where that is known and the runtime can tell; in
 * the original sources where source maps are at hand. Some 10 microseconds, and more where a map is to be read. Never throws.
 */
export function callSite(entry: AnyFunction | undefined): CallSite | undefined {
  const find = (): CallSite | undefined => firstOutside(stackBelow(entry));
  const site = tryTo(find) ?? tryTo(() => withPlainStacks(find));
  return site && tryTo(() => originalSite(site));
}

/** Programs make of stacks, and of Error, what they like. */
function tryTo<Result>(run: () => Result): Result | undefined {
  try {
    return run();
  } catch {
    return undefined;
  }
}

function stackBelow(entry: AnyFunction | undefined): unknown {
  return withFrames(() => {
    const { captureStackTrace } = Error as ErrorClass;
    const holder: { stack?: unknown } = {};
    if (entry !== undefined) captureStackTrace?.(holder, entry);
    // Nothing but a title where the function is not on the stack.
    const isEmpty = holder.stack === undefined || (typeof holder.stack === 'string' && !/:\d+:\d+/.test(holder.stack));
    if (!isEmpty) return holder.stack;
    // Then the calls within this package are told by their files, which in a bundle are the user's.
    return own().length > 0 ? new Error().stack : undefined;
  });
}

/** With as many frames as it takes, whatever the program wants to see of its own errors. */
function withFrames<Result>(run: () => Result): Result {
  return withProperty('stackTraceLimit', FRAMES, run);
}

/** Without what others make of stacks, for that may be no text. */
function withPlainStacks<Result>(run: () => Result): Result {
  return withProperty('prepareStackTrace', undefined, run);
}

function withProperty<Result>(name: 'stackTraceLimit' | 'prepareStackTrace', value: unknown, run: () => Result): Result {
  const before = Object.getOwnPropertyDescriptor(Error, name);
  // Where it cannot be changed, frozen as some programs have it, it is taken as it is.
  const isSet = (before === undefined || before.configurable === true) && Reflect.defineProperty(Error, name, { value, configurable: true, writable: true });
  try {
    return run();
  } finally {
    if (isSet && before !== undefined) Reflect.defineProperty(Error, name, before);
    else if (isSet) Reflect.deleteProperty(Error, name);
  }
}

function firstOutside(stack: unknown): CallSite | undefined {
  if (typeof stack !== 'string') return undefined;
  for (const line of stack.split('\n')) {
    const site = readFrame(line);
    if (site !== undefined && !NOT_A_FILE.test(site.file) && !isOwn(site.file)) return site;
  }
  return undefined;
}

/** The runtime's own code, and code that was never in a file. */
const NOT_A_FILE = /^(?:node:|internal\/|internal:|ext:|bun:|native$|wasm:|<|\[)/;

/** One line of a stack; undefined for one that is not the place of a call. */
export function readFrame(text: string): CallSite | undefined {
  const line = text.trim();
  if (line.startsWith('at ')) return readV8(line.slice(3));
  const at = line.indexOf('@');
  if (at < 0 && !/^\S+:\d+:\d+$/.test(line)) return undefined;
  // SpiderMonkey shows `outer/inner<` for what has no name.
  return located(line.slice(at + 1), line.slice(0, Math.max(0, at)).replace(/^async\*|^(?:global|module|eval) code$/, ''));
}

function readV8(frame: string): CallSite | undefined {
  const call = /^(?:async )?(.*?) ?\((.*)\)$/.exec(frame);
  if (call === null) return located(frame.replace(/^async /, ''), '');
  const [, name, place] = call as unknown as [string, string, string];
  // Code from a string: where that was evaluated.
  const evaluated = /\(([^()]*:\d+:\d+)\)/.exec(place)?.[1];
  return located(place.startsWith('eval at') ? evaluated ?? '' : place, name.replace(/ \[as .*\]$/, ''));
}

function located(place: string, name: string): CallSite | undefined {
  const found = /^(.+?):(\d+):(\d+)$/.exec(place);
  if (found === null) return undefined;
  const [, file, line, column] = found as unknown as [string, string, string, string];
  const isNamed = name !== '' && name !== 'Object.<anonymous>' && name !== '<anonymous>';
  return { function: isNamed ? name : undefined, file: pathOf(file), line: Number(line), column: Number(column) };
}

let ownFolders: readonly string[] | undefined;

/** The folders of this package; none within a bundle. */
function own(): readonly string[] {
  if (ownFolders === undefined) {
    const here = /^(.*\/)(?:dist|src)\/diagnostics\/call-site\.[jt]s(?:[?#].*)?$/.exec(pathOf(import.meta.url ?? '').replaceAll('\\', '/'))?.[1];
    ownFolders = here === undefined ? [] : [`${here}dist/`, `${here}src/`];
  }
  return ownFolders;
}

function isOwn(file: string): boolean {
  const path = file.replaceAll('\\', '/');
  return own().some((folder) => path.startsWith(folder));
}
