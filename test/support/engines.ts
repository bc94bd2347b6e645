/** The engines under test, each over a memory of its own: the module as released, the module with assertions, the JS engine. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import { createJsEngine } from '../../src/engine/js/engine.js';
import type { Engine, Views } from '../../src/engine/engine.js';

export type EngineName = 'release' | 'debug' | 'js';

const PAGE_BYTES = 65536;
const MAXIMUM_BYTES = 65535 * PAGE_BYTES;
/** Pages of the module's own areas. */
const INITIAL_PAGES = 4;

const modules = new Map<string, WebAssembly.Module>();

/** The maps' module, `wasmap`, or the caches', `wasmap-cache`. */
function moduleOf(module: 'wasmap' | 'wasmap-cache', name: EngineName): WebAssembly.Module {
  const file = name === 'debug' ? `${module}.debug.wasm` : `${module}.wasm`;
  let compiled = modules.get(file);
  if (!compiled) modules.set(file, compiled = new WebAssembly.Module(readFileSync(new URL(`../../dist/wasm/${file}`, import.meta.url))));
  return compiled;
}

/** A string that AssemblyScript keeps in memory: UTF-16 after its length in bytes. */
function stringAt(memory: WebAssembly.Memory, address: number): string {
  const length = new Uint32Array(memory.buffer)[(address - 4) >>> 2] ?? 0;
  return new TextDecoder('utf-16le').decode(new Uint8Array(memory.buffer, address, length));
}

function createModuleEngine(name: EngineName, maximumBytes: number): Engine {
  const memory = new WebAssembly.Memory({ initial: INITIAL_PAGES, maximum: Math.floor(maximumBytes / PAGE_BYTES) });
  const views = {} as Views;
  const renew = (target: Views): void => {
    target.u8 = new Uint8Array(memory.buffer);
    target.u32 = new Uint32Array(memory.buffer);
    target.i32 = new Int32Array(memory.buffer);
    target.f32 = new Float32Array(memory.buffer);
    target.f64 = new Float64Array(memory.buffer);
    target.u64 = new BigUint64Array(memory.buffer);
    target.i64 = new BigInt64Array(memory.buffer);
  };
  const abort = (message: number, file: number, line: number, column: number): never => {
    throw new Error(`assertion in ${stringAt(memory, file)}:${line}:${column} ${stringAt(memory, message)}`);
  };
  const link = (module: WebAssembly.Module): WebAssembly.Exports => new WebAssembly.Instance(module, {
    env: { memory, abort },
    host: { memoryGrown: () => renew(engine) },
    'wasm:js-string': { charCodeAt: (text: string, index: number) => text.charCodeAt(index) },
  }).exports;
  renew(views);
  const calls = link(moduleOf('wasmap', name)) as unknown as Omit<Engine, keyof Views | 'engine' | 'link' | 'committed'> & { initialize(): void };
  // Caches take their calls from the engine itself, so that its parts can be tried, too, and with assertions where its own have them.
  const cacheCalls = link(moduleOf('wasmap-cache', name));
  const engine: Engine = { ...views, ...calls, ...cacheCalls, engine: 'wasm', link: () => cacheCalls, committed: () => memory.buffer.byteLength };
  calls.initialize();
  return engine;
}

/** A fresh engine whose memory grows to at most `maximumBytes`. */
export function createEngine(name: EngineName, maximumBytes = MAXIMUM_BYTES): Engine {
  return name === 'js' ? createJsEngine(maximumBytes) : createModuleEngine(name, maximumBytes);
}

/**
 * Makes JS engines from a bundle, as users' bundlers have it. In the sources as tests import them every call from file to file
 * goes through a getter, and the engine takes ten times as long: wrong for tests that look at the clock.
 */
export async function bundledJsEngine(): Promise<() => Engine> {
  const { outputFiles } = buildSync({
    entryPoints: [fileURLToPath(new URL('../../src/engine/js/engine.ts', import.meta.url))],
    bundle: true,
    format: 'esm',
    write: false,
  });
  const code = Buffer.from(outputFiles[0]!.contents).toString('base64');
  const bundle = await import(/* @vite-ignore */ `data:text/javascript;base64,${code}`) as { createJsEngine: () => Engine };
  return bundle.createJsEngine;
}
