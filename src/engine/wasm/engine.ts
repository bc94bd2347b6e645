/**
 * The WASM engine: the module compiled from `assembly/`, over a memory of its own.
 *
 * Instantiated without AssemblyScript's loader: its wrapper around each call would cost 1.4 to 2.4 times as much, and it would
 * be a twelfth of what browsers load.
 */
import { noteGrowth } from '../../diagnostics/growth.js';
import { type Engine, type Views, unlisted } from '../engine.js';
import { uncounted, withBytes, withText, writeText } from '../keys.js';
import { MAXIMUM_PAGES, isNode, wasmModule } from '../host.js';

/** Pages of the module's own areas: segment table, scratch, statics. */
const INITIAL_PAGES = 4;

/**
 * A memory whose maximum is as large as the address space allows. Engines reserve the maximum at once, so what
 * is granted here can be grown into later; under a low limit (`ulimit -v`) smaller ones are tried.
 */
function createMemory(maximumPages: number): WebAssembly.Memory {
  for (let pages = maximumPages; ; pages >>>= 1) {
    try {
      return new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: pages });
    } catch (error) {
      if (pages <= 256) throw error;
    }
  }
}

function renew(views: Views, buffer: ArrayBuffer): void {
  views.u8 = new Uint8Array(buffer);
  views.u32 = new Uint32Array(buffer);
  views.i32 = new Int32Array(buffer);
  views.f32 = new Float32Array(buffer);
  views.f64 = new Float64Array(buffer);
  views.u64 = new BigUint64Array(buffer);
  views.i64 = new BigInt64Array(buffer);
}

/** The longest strings that are faster read by the module, character by character, than written by JavaScript: see `keys.ts`. */
const READ_BY_MODULE = 64;

/** What the module exports as it is, and its calls for strings, which it reads itself. */
type Calls = Omit<Engine, keyof Views | 'engine' | 'link' | 'committed'>
  & Readonly<Record<'findString' | 'insertString' | 'removeString', (map: number, key: string, length: number) => number>>
  & { readonly stageString: (text: string, length: number, at: number) => number };

/**
 * Whether the module is to read strings: it can where the engine compiles the builtin that reads a character, for then it does not ask for
 * that any more; and it pays where that was measured, which is Node, and in no browser.
 */
function hasStrings(module: WebAssembly.Module): boolean {
  return isNode() && !WebAssembly.Module.imports(module).some(({ module: name }) => name === 'wasm:js-string');
}

/** The calls for keys of text and bytes. */
function keyCalls(calls: Calls, engine: () => Engine, strings: boolean): Partial<Engine> {
  const longest = strings ? READ_BY_MODULE : -1;
  const { findString, insertString, removeString, stageString } = calls;
  type Call = (host: Engine, map: number, key: number, lengthWord: number) => number;
  const findKey: Call = (_, map, key, word) => calls.findKey(map, key, word);
  const insertKey: Call = (_, map, key, word) => calls.insertKey(map, key, word);
  const removeKey: Call = (_, map, key, word) => calls.removeKey(map, key, word);
  const findText = (map: number, key: string): number =>
    (key.length <= longest ? findString(map, key, key.length) : withText(engine(), map, key, findKey));
  const findBytes = (map: number, key: Uint8Array): number => withBytes(engine(), map, key, findKey);
  return {
    longestRead: longest,
    stageText: (text, at) => (text.length <= longest ? stageString(text, text.length, at) : writeText(engine(), text, at)),
    findText,
    insertText: (map, key) => (key.length <= longest ? insertString(map, key, key.length) : withText(engine(), map, key, insertKey)),
    removeText: (map, key) => (key.length <= longest ? removeString(map, key, key.length) : withText(engine(), map, key, removeKey)),
    lookupText: (map, key) => uncounted(engine(), map, () => findText(map, key)),
    findBytes,
    insertBytes: (map, key) => withBytes(engine(), map, key, insertKey),
    removeBytes: (map, key) => withBytes(engine(), map, key, removeKey),
    lookupBytes: (map, key) => uncounted(engine(), map, () => findBytes(map, key)),
  };
}

/** A new instance over a new memory. @throws whatever WebAssembly throws where it cannot. */
export function createWasmEngine(maximumPages = MAXIMUM_PAGES): Engine {
  const memory = createMemory(maximumPages);
  const views = {} as Views;
  let bytes = memory.buffer.byteLength;
  const memoryGrown = (): void => {
    renew(engine, memory.buffer);
    noteGrowth('wasm', memory, bytes, memory.buffer.byteLength);
    bytes = memory.buffer.byteLength;
  };
  const link = (module: object): object => new WebAssembly.Instance(module, {
    env: { memory },
    host: { memoryGrown },
    // Where engines compile this builtin themselves, it is not asked for.
    'wasm:js-string': { charCodeAt: (text: string, index: number) => text.charCodeAt(index) },
  }).exports;
  const exports = link(wasmModule());
  const calls = exports as unknown as Calls;
  renew(views, memory.buffer);
  // What does not change is on the prototype: nothing prints or compares it there, and it takes a tenth of the time that properties do.
  const unchanging = { ...calls, ...keyCalls(calls, () => engine, hasStrings(wasmModule())), engine: 'wasm', link, committed: () => memory.buffer.byteLength };
  const engine = Object.create(unchanging, unlisted(views)) as Engine;
  (exports as unknown as { initialize(): void }).initialize();
  return engine;
}
