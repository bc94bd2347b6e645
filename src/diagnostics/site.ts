/** Places in the code, and how they are shown. */

/** A place in the code; lines and columns count from 1. */
export interface CallSite {
  readonly function: string | undefined;
  /** A path, or, where it is no file, an address. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** As in a stack: `function (file:line:column)`. */
export function showSite(site: CallSite): string {
  const place = `${site.file}:${site.line}:${site.column}`;
  return site.function === undefined ? place : `${site.function} (${place})`;
}
