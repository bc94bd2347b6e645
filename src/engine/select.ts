/** Which engine runs, and why: WebAssembly where it can, its twin in JavaScript elsewhere. */
import type { Engine } from './engine.js';
import { createWasmEngine } from './wasm/engine.js';
import { MODULE_NOTE } from './host.js';
import { createJsEngine } from './js/engine.js';
import { prepareRandomness, randomness } from './randomness.js';
import { hasSimd } from './simd.js';
import { UnsupportedError } from '../errors.js';

/** What an `engine` option may say. */
export type EngineChoice = 'auto' | 'wasm' | 'js';
export const engineChoices: readonly EngineChoice[] = ['auto', 'wasm', 'js'];

/** What runs, and why. */
export interface EngineInfo {
  /** The engine that `engine: 'auto'` gives. */
  readonly engine: 'wasm' | 'js';
  /** Whether 128-bit vectors are used. */
  readonly simd: boolean;
  /** Whether memory could be shared among workers here. */
  readonly threads: boolean;
  /**
   * Where seeds come from, at present: the runtime's cryptography (or, in Node, the system's own source of random bytes, which is as good), or
   * `Math.random`, which can be guessed: workerd refuses cryptography while a module loads.
   */
  readonly randomness: 'crypto' | 'math';
  /** Why this engine, in words. */
  readonly reason: string;
}

interface Selection {
  readonly engine: Engine;
  readonly reason: string;
}

let automatic: Selection | undefined;
let wasm: Engine | undefined;
let js: Engine | undefined;

/** `WASMAP_ENGINE`, where there is an environment and it may be read: Deno asks for leave. */
function forcedByEnvironment(): string | undefined {
  try {
    const { process } = globalThis as { process?: { env?: Record<string, string | undefined> } };
    return process?.env?.['WASMAP_ENGINE'];
  } catch {
    return undefined;
  }
}

function selectAutomatically(): Selection {
  const forced = forcedByEnvironment();
  if (forced === 'js') return { engine: sharedEngine('js'), reason: 'WASMAP_ENGINE=js in the environment' };
  if (typeof WebAssembly !== 'object') return { engine: sharedEngine('js'), reason: 'this runtime has no WebAssembly' };
  try {
    if (!hasSimd()) return { engine: sharedEngine('js'), reason: 'this runtime has no WebAssembly SIMD' };
    return { engine: sharedEngine('wasm'), reason: `WebAssembly with SIMD is available${MODULE_NOTE}` };
  } catch (error) {
    return { engine: sharedEngine('js'), reason: `WebAssembly refused to start: ${(error as Error).message}` };
  }
}

function sharedEngine(kind: 'wasm' | 'js'): Engine {
  prepareRandomness();
  return kind === 'js' ? js ??= createJsEngine() : wasm ??= createWasmEngine();
}

/**
 * The engine that all heaps share (calls stay monomorphic and one memory is reserved), or one of its own when `separate`.
 *
 * @throws UnsupportedError when `'wasm'` is asked for and cannot run here.
 */
export function selectEngine(choice: EngineChoice, separate = false): Engine {
  if (choice === 'auto') {
    automatic ??= selectAutomatically();
    if (!separate) return automatic.engine;
    choice = automatic.engine.engine;
  }
  try {
    if (!separate) return sharedEngine(choice);
    return choice === 'js' ? createJsEngine() : createWasmEngine();
  } catch (error) {
    throw new UnsupportedError(`engine '${choice}' cannot run here: ${(error as Error).message}`, { cause: error });
  }
}

/**
 * What runs and why.
 *
 * @example
 * ```ts
 * import { engineInfo } from 'wasmap';
 * console.log(engineInfo().engine); // wasm
 * ```
 *
 * @category Maps and sets
 */
export function engineInfo(): EngineInfo {
  automatic ??= selectAutomatically();
  return {
    engine: automatic.engine.engine,
    simd: automatic.engine.engine === 'wasm',
    threads: typeof SharedArrayBuffer === 'function' && globalThis.crossOriginIsolated !== false,
    randomness: randomness(),
    reason: automatic.reason,
  };
}
