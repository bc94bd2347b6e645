/** The header of a file, and what the headers of pages have in common: FORMAT.md says what is where. */
import { checksumOf } from '../engine/js/serial/checksum.js';
import { SnapshotError } from '../errors.js';
import type { KeyKind, KeyKindInfo, ValueKindInfo } from '../map/kinds.js';

export const HEADER_BYTES = 64;
export const PAGE_HEADER_BYTES = 32;
/** Where a page's own checksum is. */
export const PAGE_CHECKSUM = 28;
const HEADER_CHECKSUM = 60;
const MAGIC = Uint8Array.from('WASMAP', (character) => character.charCodeAt(0));
const VERSION = 1;
const BYTE_ORDER = 0x01020304;
const LARGEST_VERSION = 2 ** 52;

export const BODY_TABLES = 0;
export const BODY_ENTRIES = 1;
export const BODY_CACHE = 2;
const FLAG_VALUE_CODEC = 1;
const FLAG_SIPHASH = 2;
const FLAG_CACHE_SEED = 4;

/** By their numbers in a file. */
const keyNames: readonly (KeyKind | 'codec')[] = ['any', 'string', 'bytes', 'codec', 'u32', 'i32', 'f64', 'u64', 'i64'];
const valueNames: readonly ValueKindInfo['name'][] = ['any', 'string', 'bytes', 'none', 'u32', 'i32', 'f32', 'f64', 'u64', 'i64'];

/** What a file says of itself. */
export interface FileHeader {
  readonly key: KeyKindInfo['name'];
  readonly value: ValueKindInfo['name'];
  readonly body: typeof BODY_TABLES | typeof BODY_ENTRIES | typeof BODY_CACHE;
  readonly hasValueCodec: boolean;
  readonly isSiphash: boolean;
  /** Of a cache: whether its seed is here. */
  readonly hasCacheSeed: boolean;
  readonly count: number;
  readonly version: number;
  readonly seed: bigint;
  readonly pages: number;
}

export function writeHeader(header: FileHeader): Uint8Array {
  const bytes = new Uint8Array(HEADER_BYTES);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC);
  bytes[6] = VERSION;
  view.setUint32(8, BYTE_ORDER, true);
  bytes[12] = keyNames.indexOf(header.key as KeyKind);
  bytes[13] = valueNames.indexOf(header.value);
  bytes[14] = header.body;
  bytes[15] = (header.hasValueCodec ? FLAG_VALUE_CODEC : 0) | (header.isSiphash ? FLAG_SIPHASH : 0) | (header.hasCacheSeed ? FLAG_CACHE_SEED : 0);
  view.setBigUint64(16, BigInt(header.count), true);
  view.setBigUint64(24, BigInt(header.version), true);
  view.setBigUint64(32, header.seed, true);
  view.setUint32(40, header.pages, true);
  view.setUint32(HEADER_CHECKSUM, sumOf(bytes.subarray(0, HEADER_CHECKSUM)), true);
  return bytes;
}

/** @throws SnapshotError for what is no file of this format, or a damaged one. `where` is what messages call the call. */
export function readHeader(bytes: Uint8Array, where: string): FileHeader {
  const fail = (what: string): never => { throw new SnapshotError(`${where}: ${what}`); };
  if (bytes.length < HEADER_BYTES || MAGIC.some((byte, i) => bytes[i] !== byte)) fail('expected a file that serialize() has written, got something else');
  const head = bytes.slice(0, HEADER_BYTES);
  const view = new DataView(head.buffer);
  if (head[6] !== VERSION) fail(`the file has version ${head[6]!} of the format, and this package reads version ${VERSION}`);
  if (view.getUint32(8, true) !== BYTE_ORDER) fail('the file has another byte order');
  if (view.getUint32(HEADER_CHECKSUM, true) !== sumOf(head.subarray(0, HEADER_CHECKSUM))) fail('the header is damaged: its checksum is another');
  const [key, value, body, flags] = [keyNames[head[12]!], valueNames[head[13]!], head[14]!, head[15]!];
  const [count, version] = [Number(view.getBigUint64(16, true)), Number(view.getBigUint64(24, true))];
  if (key === undefined || value === undefined || body > BODY_CACHE || flags > (FLAG_CACHE_SEED | FLAG_SIPHASH | FLAG_VALUE_CODEC)) fail('the header says what it cannot');
  const isText = key === 'string' || key === 'bytes' || key === 'codec';
  // Tables of other kinds have addresses in them.
  const isNumeric = !isText && key !== 'any' && value !== 'any' && value !== 'string' && value !== 'bytes';
  if (body === BODY_TABLES && !isNumeric) fail('the header says what it cannot');
  if (((flags & FLAG_SIPHASH) !== 0 && !isText) || ((flags & FLAG_VALUE_CODEC) !== 0 && value !== 'any')) fail('the header says what it cannot');
  const hasSeed = body === BODY_TABLES || (flags & FLAG_CACHE_SEED) !== 0;
  const isCache = body === BODY_CACHE;
  if (isCache ? value === 'none' || (flags & FLAG_SIPHASH) !== 0 || version !== 0 : (flags & FLAG_CACHE_SEED) !== 0) fail('the header says what it cannot');
  // Above that, counting would soon end.
  if (version > LARGEST_VERSION || count > 2 ** 32) fail('the header says what it cannot');
  const isZero = (from: number, to: number): boolean => head.subarray(from, to).every((byte) => byte === 0);
  // Later versions may use what is 0 now; then this one must not read them.
  if (!isZero(7, 8) || !isZero(44, HEADER_CHECKSUM) || (!hasSeed && !isZero(32, 40))) fail('the header says what it cannot');
  return {
    key: key!, value: value!, body: body as FileHeader['body'], count, version, seed: view.getBigUint64(32, true), pages: view.getUint32(40, true),
    hasValueCodec: (flags & FLAG_VALUE_CODEC) !== 0, isSiphash: (flags & FLAG_SIPHASH) !== 0, hasCacheSeed: (flags & FLAG_CACHE_SEED) !== 0,
  };
}

/** The checksum of `bytes`, a multiple of 4; `start` is that of what is before. */
export function sumOf(bytes: Uint8Array, start = 0): number {
  const isAligned = bytes.byteOffset % 4 === 0;
  const { buffer, byteOffset, length } = isAligned ? bytes : bytes.slice();
  return checksumOf(new Int32Array(buffer, byteOffset, length >>> 2), 0, length >>> 2, start);
}

/** Whether typed arrays of this platform lie in memory as they do in files. */
export const isLittleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
