import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WasmapTypeError } from '../../../src/index.js';
import { CsvParser, type CsvRecord } from '../../../src/cache/prewarm/csv-parser.js';
import { RowError, csv } from '../../../src/cache/prewarm/index.js';
import { runs } from '../../support/workloads.js';

function recordsOf(parts: readonly string[], delimiter = ','): CsvRecord[] {
  const parser = new CsvParser(delimiter);
  const records = parts.flatMap((part) => [...parser.push(part)]);
  const last = parser.end();
  return last === undefined ? records : [...records, last];
}

/** `text`, cut at these places. */
function cut(text: string, places: readonly number[]): string[] {
  const ends = [...new Set(places.map((place) => place % (text.length + 1)))].sort((a, b) => a - b);
  return [...ends, text.length].map((end, i) => text.slice(ends[i - 1] ?? 0, end));
}

const awkward = fc.string({ unit: fc.constantFrom('a', 'b', ',', ';', '"', '\n', '\r', ' ', 'é', '😀'), maxLength: 6 });
const write = (field: string, isQuoted: boolean): string => (isQuoted || /[",;\r\n]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field);

describe('the parser of CSV', () => {
  it('reads what was written, however it is cut, as another parser does', () => {
    const table = fc.array(fc.array(fc.tuple(awkward, fc.boolean()), { minLength: 1, maxLength: 4 }), { maxLength: 6 });
    fc.assert(fc.property(table, fc.constantFrom('\n', '\r\n'), fc.boolean(), fc.constantFrom(',', ';'), fc.array(fc.nat()), (table, end, isEnded, delimiter, places) => {
      const lines = table.map((record) => record.map(([field, isQuoted]) => write(field, isQuoted)).join(delimiter));
      const text = lines.join(end) + (isEnded ? end : '');
      const expected = parse(text, { delimiter, record_delimiter: end, relax_column_count: true, skip_empty_lines: true });
      const records = recordsOf(cut(text, places), delimiter);
      expect(records.map((record) => 'fields' in record && record.fields)).toEqual(expected);
      expect(expected.flat()).toEqual(table.filter((_record, i) => lines[i] !== '').flat().map(([field]) => field));
    }), { numRuns: runs(2000) });
  });

  it('comes to the same for any text, however it is cut', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', 'é'), maxLength: 40 }), fc.array(fc.nat()), (text, places) => {
      expect(recordsOf(cut(text, places))).toEqual(recordsOf([text]));
    }), { numRuns: runs(2000) });
  });

  it('takes what another parser takes, and refuses what it refuses', () => {
    fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ',', '"', '\n'), maxLength: 12 }), (text) => {
      let expected: unknown;
      try {
        expected = parse(text, { record_delimiter: '\n', relax_column_count: true, skip_empty_lines: true });
      } catch {
        expected = 'refused';
      }
      const records = recordsOf([text]);
      expect(records.every((record) => 'fields' in record) ? records.map((record) => 'fields' in record && record.fields) : 'refused').toEqual(expected);
    }), { numRuns: runs(3000) });
  });

  it.each([
    ['a"b,c\nd', [{ line: 1, expected: 'quotation marks around the whole field', got: 'one within it' }, { line: 2, fields: ['d'] }]],
    ['"a"b,c\nd', [{ line: 1, expected: 'a delimiter or the end of the line after a quotation mark', got: '"b"' }, { line: 2, fields: ['d'] }]],
    ['a\rb\nd', [{ line: 1, expected: 'a line feed after a carriage return', got: '"b"' }, { line: 2, fields: ['d'] }]],
    ['x\n"a\nb\n', [{ line: 1, fields: ['x'] }, { line: 2, expected: 'a quotation mark at the end of a field', got: 'the end of the text' }]],
    ['\n\r\n""\na,\n"a\n\nb"\nc', [{ line: 3, fields: [''] }, { line: 4, fields: ['a', ''] }, { line: 5, fields: ['a\n\nb'] }, { line: 8, fields: ['c'] }]],
  ])('knows the lines of %j', (text, expected) => {
    expect(recordsOf([text])).toEqual(expected);
  });
});

describe('csv', () => {
  const all = async (source: AsyncIterable<unknown>): Promise<unknown[]> => {
    const entries = [];
    for await (const entry of source) entries.push(entry);
    return entries;
  };

  it('picks keys and values by the names of columns, their numbers, or functions', async () => {
    const text = ['key,value,more\nk,v,m\n'];
    const row = { key: 'k', value: 'v', more: 'm' };
    expect(await all(csv(text))).toEqual([['k', 'v']]);
    expect(await all(csv(text, { key: 'more', value: (row: unknown) => row }))).toEqual([['m', row]]);
    expect(await all(csv(text, { header: false, key: 2, value: 0 }))).toEqual([['more', 'key'], ['m', 'k']]);
    expect(await all(csv(['k;v\n'], { header: ['x', 'y'], key: 'x', value: 'y', delimiter: ';' }))).toEqual([['k', 'v']]);
    expect(await all(csv(['\ufeff__proto__,value\nk,v\n'], { key: '__proto__' }))).toEqual([['k', 'v']]);
  });

  it('refuses a header that lacks what is to be picked, or has a name twice', async () => {
    await expect(all(csv(['id,name\n1,a\n'], { key: 'Id', value: 'name' }))).rejects.toThrow(new WasmapTypeError("csv: line 1: expected a column \"Id\"; did you mean 'id'?"));
    await expect(all(csv(['id,id\n'], { key: 'id' }))).rejects.toThrow('csv: line 1: expected columns of different names, got "id" twice');
  });

  it('refuses rows that have more or fewer fields than the first, and what the functions throw', async () => {
    await expect(all(csv(['key,value\na,b\nc\n']))).rejects.toThrow('csv: line 3: expected 2 fields, got 1');
    await expect(all(csv(['a,b\n\nc,d,e\n'], { header: false }))).rejects.toThrow('csv: line 3: expected 2 fields, got 3');
    const failing = all(csv(['key,value\na,b\n'], { value: () => { throw new Error('no number'); } }));
    await expect(failing).rejects.toThrow('csv: line 2: expected a row with a value, got an error: no number');
    await expect(failing).rejects.toMatchObject({ code: 'ERR_WASMAP_ROW', line: 2, cause: { message: 'no number' } });
    await expect(failing).rejects.toBeInstanceOf(RowError);
  });

  it('reads bytes in UTF-8, cut anywhere, and no others', async () => {
    const bytes = new TextEncoder().encode('\ufeffkey,value\né😀,ü\n');
    for (let i = 0; i <= bytes.length; i++) expect(await all(csv([bytes.subarray(0, i), bytes.subarray(i)]))).toEqual([['é😀', 'ü']]);
    await expect(all(csv([new Uint8Array([0x6b, 0x0a, 0xff])], { header: false }))).rejects.toThrow('csv: line 1: expected text in UTF-8, from here on, got other bytes');
    await expect(all(csv([new Uint8Array([0x6b, 0x0a, 0xc3])], { header: false, value: 0, key: 0 }))).rejects.toThrow('csv: line 2: expected text in UTF-8, from here on, got other bytes');
    await expect(all(csv([5 as never]))).rejects.toThrow('csv: stream: expected text or a Uint8Array in each part, got 5');
    await expect(all(csv('a,b' as never))).rejects.toThrow('csv: source: expected an iterable, an async iterable, or a stream, got "a,b"');
  });

  it.each([
    [{ header: 'a' }, 'csv: header: expected a boolean, or names of columns, got "a"'],
    [{ delimiter: '"' }, 'csv: delimiter: expected one character, no quotation mark or line end, got "\\""'],
    [{ key: {} }, 'csv: key: expected the name or number of a column, or a function, got an object'],
    [{ keys: 'a' }, "csv: unknown option \"keys\"; did you mean 'key'?"],
  ])('refuses options that make no sense: %o', (options, message) => {
    expect(() => csv([], options as never)).toThrow(message);
  });
});
