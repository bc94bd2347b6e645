/** A module, unpacked from the text in which it is embedded: src/build/embed.mjs explains the encoding. */
import { digits, pairs, unpackModule } from './unpack-module.generated.js';

/** A module as text. */
export interface PackedModule {
  /** Of the module, in bytes. */
  readonly length: number;
  /** A bit for each byte value, four a digit: whether it is written as one character. */
  readonly single: string;
  readonly text: string;
}

/** Words of the table by which characters are read: for each of three pages, and each character on it, its byte, or, beyond 255, the page of the next. */
const TABLE_LENGTH = (pairs.length + 1) * 128;
const PAGE_BYTES = 65536;

/** The bytes of a module. @throws whatever WebAssembly throws where it is refused. */
export function unpack({ length, single, text }: PackedModule): Uint8Array<ArrayBuffer> {
  const tableAt = Math.ceil(text.length / 2) * 2;
  const bytesAt = tableAt + 2 * TABLE_LENGTH;
  const memory = new WebAssembly.Memory({ initial: Math.ceil((bytesAt + length) / PAGE_BYTES) });
  const { buffer } = memory;
  writeCharacters(text, new Uint8Array(buffer));
  writeTable(single, new Uint16Array(buffer, tableAt, TABLE_LENGTH));
  const unpackBytes = Uint8Array.from({ length: unpackModule.length / 2 }, (_, i) => parseInt(unpackModule.slice(2 * i, 2 * i + 2), 16));
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(unpackBytes), { env: { memory } });
  (exports as unknown as { unpack(end: number, table: number, to: number): number }).unpack(text.length, tableAt, bytesAt);
  return new Uint8Array(buffer, bytesAt, length);
}

/** The text, which is ASCII; by a loop, which takes longer, where there is no encoder. */
function writeCharacters(text: string, to: Uint8Array): void {
  if (typeof TextEncoder === 'function') new TextEncoder().encodeInto(text, to);
  else for (let i = 0; i < text.length; i++) to[i] = text.charCodeAt(i);
}

function writeTable(single: string, table: Uint16Array): void {
  const { length } = digits;
  const ranked = new Uint8Array(256);
  for (let byte = 0, low = 0, high = length; byte < 256; byte++) {
    ranked[(parseInt(single[byte >> 2]!, 16) >> (byte & 3)) & 1 ? low++ : high++] = byte;
  }
  for (let rank = 0; rank < 256; rank++) table[128 * Math.floor(rank / length) + digits.charCodeAt(rank % length)] = ranked[rank]!;
  for (let page = 1; page <= pairs.length; page++) table[pairs.charCodeAt(page - 1)] = 256 + 128 * page;
}
