/** How keys are shown in a log: not at all, unless somebody asks for it. */
import { isBytes } from '../typed-arrays.js';
import { processKey } from './process-key.js';
import { shortHash } from './sha256.js';

/**
 * How keys are logged: `'full'` (default) shows nothing of them, not even how long they are. `'hash'` shows a hash under a key that this process made
 * for itself: the same key gives the same hash until the process ends, so that writes to one key can be followed, and nobody who has the log alone
 * can try keys out. `'none'` shows them as they are, shortened. A function shows what it returns.
 *
 * @category Log
 */
export type KeyMask = 'full' | 'hash' | 'none' | ((key: unknown) => string);

export const MASKS = ['full', 'hash', 'none'] as const;
export const MASKED = '***';
const LONGEST = 256;

/** What `mask` makes of keys. It may throw where it is the user's. */
export function masking(mask: KeyMask): (key: unknown) => string {
  if (typeof mask === 'function') {
    return (key) => {
      const shown: unknown = mask(key);
      return typeof shown === 'string' ? shown : MASKED;
    };
  }
  if (mask === 'hash') return (key) => shortHash(`${processKey()}${identify(key)}`);
  return mask === 'none' ? shown : () => MASKED;
}

/** Always a text, since log tools want one type for a field. */
function shown(key: unknown): string {
  const text = isBytes(key) ? `0x${hex(key)}` : isReference(key) ? `[${typeof key}]` : String(key);
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text;
}

/** Numbers for what is itself and nothing else. */
const identities = new WeakMap<object, number>();
let known = 0;

/** A text that is the same for the same key alone. */
function identify(key: unknown): string {
  if (isBytes(key)) return `bytes ${hex(key)}`;
  if (!isReference(key)) return `${typeof key} ${String(key)}`;
  let identity = identities.get(key);
  if (identity === undefined) identities.set(key, identity = ++known);
  return `object ${identity}`;
}

const isReference = (key: unknown): key is object => (typeof key === 'object' && key !== null) || typeof key === 'function';
const hex = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
