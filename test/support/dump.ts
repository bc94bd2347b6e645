/**
 * A canonical dump of the pages a map owns: equal for two maps exactly if the same operations made the same tables. Keys and
 * values of empty slots are zeroed, addresses replaced by ordinals, the heap and scratch left out; counters and statistics stay.
 */
import type { Engine } from '../../src/engine/engine.js';

/** Bytes of a group by layout (key bytes << 8 | value bytes), and where its values begin. */
const GEOMETRY: Readonly<Record<number, readonly [group: number, valuesAt: number]>> = {
  0x400: [40, 0], 0x404: [64, 36], 0x408: [96, 40], 0x800: [64, 0], 0x804: [96, 64], 0x808: [128, 64],
};

function tableBytes(engine: Engine, layout: number, table: number, groups: number): Uint8Array {
  const [groupBytes, valuesAt] = GEOMETRY[layout] ?? [0, 0];
  const keyBytes = layout >> 8;
  const valueBytes = layout & 255;
  const bytes = engine.u8.slice(table, table + groups * groupBytes);
  for (let at = 0; at < bytes.length; at += groupBytes) {
    for (let slot = 0; slot < 7; slot++) {
      if (bytes[at + slot]) continue;
      bytes.fill(0, at + 8 + slot * keyBytes, at + 8 + (slot + 1) * keyBytes);
      bytes.fill(0, at + valuesAt + slot * valueBytes, at + valuesAt + (slot + 1) * valueBytes);
    }
  }
  return bytes;
}

export function dump(engine: Engine, map: number): Buffer {
  const word = (at: number): number => engine.u32[at >>> 2] ?? 0;
  const header = engine.u32.slice(map >>> 2, (map >>> 2) + 32);
  const [root = 0, directory = 0, shift = 0, , groups = 0] = header;
  const [quotaField, annexField, layoutField] = [23, 26, 29];
  const annex = header[annexField] ? engine.u32.slice(header[annexField] >>> 2, (header[annexField] >>> 2) + 8) : new Uint32Array(8);
  const [overflow = 0, before = 0, , , epoch = 0, after = 0, dead = 0] = annex;
  const layout = header[layoutField] ?? 0;
  header[0] = directory ? 0 : root & 15;
  header[1] = directory ? 1 : 0;
  header[quotaField] = 0;
  header[annexField] = header[annexField] ? 1 : 0;
  const links = Uint32Array.from([overflow, before, after, dead], (link) => Math.min(1, link));
  const parts: Uint8Array[] = [new Uint8Array(header.buffer), new Uint8Array(links.buffer), new Uint8Array(Uint32Array.of(epoch).buffer)];
  const whole = Math.floor(16384 / (GEOMETRY[layout]?.[0] ?? 1));
  const segments = new Map<number, number>();
  if (directory) {
    const words = new Uint32Array(2 ** (32 - shift));
    for (let i = 0; i < words.length; i++) {
      const table = (word(directory + i * 4) & ~15) >>> 0;
      if (!segments.has(table)) segments.set(table, segments.size);
      words[i] = ((segments.get(table) ?? 0) << 4) | (word(directory + i * 4) & 15);
    }
    parts.push(new Uint8Array(words.buffer));
  } else if (groups === whole) {
    segments.set((root & ~15) >>> 0, 0);
  } else if (groups) {
    parts.push(tableBytes(engine, layout, (root & ~15) >>> 0, groups));
  }
  for (const segment of segments.keys()) {
    const entry = (segment & 0xff000000) + ((segment >>> 8) & 0xffc0);
    parts.push(new Uint8Array(Uint32Array.of(word(entry + 4), word(entry + 8), word(entry + 24), word(entry + 32), word(entry + 36), word(entry + 40)).buffer));
    parts.push(tableBytes(engine, layout, segment, whole));
  }
  if (overflow) parts.push(dump(engine, overflow));
  return Buffer.concat(parts);
}

/** The header of a former index, and what its segments still hold. */
function dumpFormer(engine: Engine, former: number): Uint8Array[] {
  const word = (at: number): number => engine.u32[at >>> 2] ?? 0;
  const directory = word(former + 4);
  const words = directory === 0 ? [word(former)] : engine.u32.slice(directory >>> 2, (directory >>> 2) + 2 ** (32 - word(former + 8)));
  const first = Math.floor((word(former + 132) / 2 ** 32) * words.length);
  const segments = [...new Set(words.slice(first).map((each) => (each & ~15) >>> 0))];
  return [engine.u8.slice(former, former + 192), ...segments.map((segment) => tableBytes(engine, 0x404, segment, 256))];
}

/** The buckets of an ordered map's snapshot and the pages in them. */
function dumpKept(engine: Engine, snapshot: number): Uint8Array[] {
  const word = (at: number): number => engine.u32[at >>> 2] ?? 0;
  const buckets = engine.u32.slice(word(snapshot + 176) >>> 2, (word(snapshot + 176) >>> 2) + word(snapshot + 188) + 1);
  const pages: Uint8Array[] = [];
  for (const bucket of buckets) for (let page = bucket; page !== 0; page = word(page + 4)) pages.push(engine.u8.slice(page, page + word(page + 12)));
  return [new Uint8Array(buckets.buffer), ...pages];
}

/** As `dump`, of an ordered map: its index and the former one, the log's fields, and every page as far as it is used. Addresses stay. */
export function dumpOrdered(engine: Engine, map: number): Buffer {
  const word = (at: number): number => engine.u32[at >>> 2] ?? 0;
  const parts: Uint8Array[] = [dump(engine, map), engine.u8.slice(map + 128, map + 192)];
  if (word(map + 32) !== 0) parts.push(...dumpFormer(engine, word(map + 32)));
  if (word(map + 176) !== 0) return Buffer.concat([...parts, ...dumpKept(engine, map)]);
  for (let page = word(map + 132); page !== 0; page = word(page)) parts.push(engine.u8.slice(page, page + word(page + 12)));
  return Buffer.concat(parts);
}
