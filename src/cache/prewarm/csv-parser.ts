/**
 * CSV as RFC 4180 has it, from text that comes in parts cut anywhere. Records end with a line feed, with or without a carriage return before it; the last need
 * not. A field that begins with a quotation mark ends with one, and may have delimiters, line ends and doubled quotation marks between them. What the RFC does
 * not allow is a bad record, which ends with its line: guessing what was meant would put wrong values into a cache. Lines without any character are no records.
 *
 *             ,              "            "             , or end of line
 *     Start ─────▶ Start ─────▶ Quoted ◀─────▶ Quote ─────────▶ Start
 *       └───▶ Plain ─────▶ Start      anything else ──▶ Broken ───line feed──▶ Start
 */

/** A record, and the line that it begins in, from 1; or what was expected in it. */
export type CsvRecord =
  | { readonly line: number; readonly fields: readonly string[] }
  | { readonly line: number; readonly expected: string; readonly got: string };

const enum At { Start, Plain, Quoted, Quote, Return, Broken }

const QUOTE = 0x22;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

export class CsvParser {
  readonly #delimiter: number;
  #at: At = At.Start;
  #fields: string[] = [];
  /** What is known of the field from parts before, and before doubled quotation marks. */
  #field = '';
  /** Whether it has a character, be it a quotation mark. */
  #isBegun = false;
  #broken: { readonly expected: string; readonly got: string } | undefined;
  #line = 1;
  /** The line that the record begins in. */
  #begin = 1;

  /** `delimiter` is one character. */
  constructor(delimiter: string) {
    this.#delimiter = delimiter.charCodeAt(0);
  }

  /** The line that is being read. */
  get line(): number {
    return this.#line;
  }

  /** Characters of the field that is not over. */
  get pending(): number {
    return this.#field.length;
  }

  /** The records that end in `text`. */
  * push(text: string): Generator<CsvRecord, void, undefined> {
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (this.#at === At.Quoted) {
        if (code === QUOTE) from = this.#leave(text, from, i, At.Quote);
        else if (code === LINE_FEED) this.#line++;
      } else if (code === LINE_FEED) {
        if (this.#at === At.Plain) this.#field += text.slice(from, i);
        const record = this.#endRecord();
        this.#begin = ++this.#line;
        if (record !== undefined) yield record;
      } else if (this.#at === At.Plain) {
        from = this.#inPlain(text, from, i, code);
      } else {
        from = this.#atEdge(from, i, code);
      }
    }
    if (this.#at === At.Plain || this.#at === At.Quoted) this.#field += text.slice(from);
  }

  /** The record that ends with the text, if there is one. */
  end(): CsvRecord | undefined {
    if (this.#at === At.Quoted) this.#break('a quotation mark at the end of a field', 'the end of the text');
    return this.#endRecord();
  }

  /** In a field without quotation marks. */
  #inPlain(text: string, from: number, i: number, code: number): number {
    if (code === this.#delimiter) {
      this.#leave(text, from, i, At.Start);
      this.#endField();
    } else if (code === CARRIAGE_RETURN) {
      this.#leave(text, from, i, At.Return);
    } else if (code === QUOTE) {
      this.#break('quotation marks around the whole field', 'one within it');
    }
    return from;
  }

  /** Where a field begins, or behind a quotation mark or a carriage return. */
  #atEdge(from: number, i: number, code: number): number {
    switch (this.#at) {
      case At.Start: return this.#begins(from, i, code);
      case At.Quote: return this.#afterQuote(from, i, code);
      case At.Return: this.#break('a line feed after a carriage return', JSON.stringify(String.fromCharCode(code))); return from;
      default: return from;
    }
  }

  #begins(from: number, i: number, code: number): number {
    if (code === this.#delimiter) {
      this.#endField();
      return from;
    }
    this.#at = code === QUOTE ? At.Quoted : code === CARRIAGE_RETURN ? At.Return : At.Plain;
    this.#isBegun = this.#at !== At.Return;
    return code === QUOTE ? i + 1 : i;
  }

  #afterQuote(from: number, i: number, code: number): number {
    if (code === QUOTE) {
      // Doubled: the second is part of the field.
      this.#at = At.Quoted;
      return i;
    }
    if (code === this.#delimiter) {
      this.#at = At.Start;
      this.#endField();
    } else if (code === CARRIAGE_RETURN) {
      this.#at = At.Return;
    } else {
      this.#break('a delimiter or the end of the line after a quotation mark', JSON.stringify(String.fromCharCode(code)));
    }
    return from;
  }

  /** Keeps what is in `text` of the field. */
  #leave(text: string, from: number, to: number, at: At): number {
    this.#field += text.slice(from, to);
    this.#at = at;
    return to;
  }

  #endField(): void {
    this.#fields.push(this.#field);
    this.#field = '';
    this.#isBegun = false;
  }

  #break(expected: string, got: string): void {
    this.#broken = { expected, got };
    this.#at = At.Broken;
  }

  #endRecord(): CsvRecord | undefined {
    const line = this.#begin;
    const broken = this.#broken;
    const isEmpty = this.#fields.length === 0 && !this.#isBegun;
    this.#endField();
    const fields = this.#fields;
    this.#fields = [];
    this.#broken = undefined;
    this.#at = At.Start;
    if (broken !== undefined) return { line, ...broken };
    return isEmpty ? undefined : { line, fields };
  }
}
