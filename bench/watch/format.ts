/** How figures are written in the table of `wasmap watch`: in five characters, or a few more where they have a unit. */

export const UNKNOWN = '–';

/** `0`, `0.25`, `9.8`, `123`, `4.5k`, `12k`, `1.2M`. */
export function formatCount(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return scaled(value, 1000, ['', 'k', 'M', 'G', 'T']);
}

/** `512 B`, `1.5 KiB`, `64 MiB`. */
export function formatBytes(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  return scaled(value, 1024, [' B', ' KiB', ' MiB', ' GiB', ' TiB']);
}

/** `<1µs`, `85µs`, `1.2ms`, `2.5s`. */
export function formatSeconds(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value > 0 && value < 1e-6) return '<1µs';
  return Math.round(value * 1e3) < 1000 ? scaled(value * 1e6, 1000, ['µs', 'ms']) : `${digits(value)}s`;
}

/** `0%`, `98.5%`, `100%`: all and nothing are only what is. */
export function formatRatio(value: number | undefined): string {
  if (value === undefined || !Number.isFinite(value)) return UNKNOWN;
  if (value === 0 || value === 1) return `${value * 100}%`;
  return `${Math.min(99.9, Math.max(0.1, value * 100)).toFixed(1)}%`;
}

function scaled(value: number, step: number, units: readonly string[]): string {
  let at = 0;
  let left = value;
  // What would be rounded to a whole step is written in the next unit.
  while (at < units.length - 1 && Math.round(left) >= step) {
    left /= step;
    at++;
  }
  return `${digits(left)}${units[at]}`;
}

function digits(value: number): string {
  if (value === 0) return '0';
  if (value < 0.01) return '0.01';
  if (value < 0.995) return String(Number(value.toFixed(2)));
  return value < 9.95 ? String(Number(value.toFixed(1))) : value.toFixed(0);
}

/** What a service says may be anything, and is not to move the cursor. */
export function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
