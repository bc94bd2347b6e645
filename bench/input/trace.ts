/**
 * Access traces as the caching literature publishes them, plain or gzipped. The format is told by the file's name:
 * `.arc` text `start count x x`, `.lirs` one integer a line, `.be32` and `.be64` big-endian integers. The cache's comparison also takes text
 * with one key a line.
 */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';

const FORMAT = /\.(arc|lirs|be32|be64)(?:\.gz)?$/;

export function isTraceFormat(path: string): boolean {
  return FORMAT.test(path);
}

/** @throws {Error} when the file cannot be read or its name tells no known format */
export function readTrace(path: string): bigint[] {
  const format = FORMAT.exec(path)?.[1];
  if (format === undefined) {
    throw new Error(`trace ${path}: the name must end in .arc, .lirs, .be32 or .be64, with or without .gz`);
  }
  const bytes = readBytes(path);
  const requests = parsers[format as keyof typeof parsers](bytes);
  if (requests.length === 0) throw new Error(`trace ${path}: holds no requests`);
  return requests;
}

/**
 * Keys of any sort, one a line, without the spaces around them; empty lines are none.
 *
 * @throws {Error} when the file cannot be read, holds no requests, or bytes that no text has
 */
export function readTraceText(path: string): string[] {
  const bytes = readBytes(path);
  if (bytes.includes(0)) throw new Error(`trace ${path}: holds zero bytes, as no text does; binary traces end in .be32 or .be64`);
  const keys = bytes.toString('utf8').split('\n').map((line) => line.trim()).filter((line) => line !== '');
  if (keys.length === 0) throw new Error(`trace ${path}: holds no requests`);
  return keys;
}

function readBytes(path: string): Buffer {
  try {
    const file = readFileSync(path);
    return path.endsWith('.gz') ? gunzipSync(file) : file;
  } catch (cause) {
    throw new Error(`trace ${path}: cannot be read (${(cause as NodeJS.ErrnoException).code ?? String(cause)})`, { cause });
  }
}

const parsers = {
  arc: (bytes: Buffer) => parseArc(bytes.toString('latin1')),
  lirs: (bytes: Buffer) => parseLirs(bytes.toString('latin1')),
  be32: (bytes: Buffer) => parseBigEndian(bytes, 4),
  be64: (bytes: Buffer) => parseBigEndian(bytes, 8),
};

function parseArc(text: string): bigint[] {
  const requests: bigint[] = [];
  for (const line of text.split('\n')) {
    const [start, count] = line.trim().split(/\s+/);
    if (!start || !count) continue;
    const first = BigInt(start);
    for (let i = 0; i < Number(count); i++) requests.push(first + BigInt(i));
  }
  return requests;
}

function parseLirs(text: string): bigint[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^-?\d+$/.test(line))
    .map((line) => BigInt(line));
}

function parseBigEndian(bytes: Buffer, width: 4 | 8): bigint[] {
  const requests: bigint[] = [];
  for (let offset = 0; offset + width <= bytes.length; offset += width) {
    requests.push(width === 4 ? BigInt(bytes.readInt32BE(offset)) : bytes.readBigInt64BE(offset));
  }
  return requests;
}
