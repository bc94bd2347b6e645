/** A program that needs next to nothing of the package. */
import { isWasmapError } from 'wasmap';

globalThis.outcome = isWasmapError(new Error('not one of these'));
