/** Reads wasmap's metrics out of what a service answers to a scrape. */
import parse from 'parse-prometheus-text-format';

/** One line of an exposition. */
export interface Sample {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** What a service said of its maps at a moment. */
export interface Reading {
  /** Milliseconds, by the clock of `performance.now()`. */
  readonly time: number;
  /** By name and labels, in an order that does not depend on how they are written. */
  readonly samples: ReadonlyMap<string, Sample>;
}

/** The text is no exposition of metrics. */
export class ExpositionError extends Error {
  override readonly name = 'ExpositionError';
}

const OURS = /^wasmap_\w+[{ \t]/;

/**
 * Of all lines only those of wasmap, as samples without types: the parser makes one of all histograms of a family, whatever their labels, and
 * drops a last line that does not end. What others expose is their matter.
 *
 * @throws ExpositionError where such a line cannot be read
 */
export function readExposition(text: string, time: number): Reading {
  const lines = text.split('\n').filter((line) => OURS.test(line));
  const samples = new Map<string, Sample>();
  for (const { name, metrics } of parseLines(`${lines.join('\n')}\n`)) {
    for (const { labels = {}, value = '' } of metrics) samples.set(keyOf(name, labels), { name, labels, value: numberFrom(value) });
  }
  return { time, samples };
}

function parseLines(text: string): ReturnType<typeof parse> {
  try {
    return parse(text);
  } catch (error) {
    throw new ExpositionError(error instanceof Error ? error.message : String(error));
  }
}

function keyOf(name: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([name, ...Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))]);
}

/** As Go, and so Prometheus, reads numbers. */
function numberFrom(text: string): number {
  const infinite = /^([+-]?)inf(inity)?$/i.exec(text);
  if (infinite !== null) return infinite[1] === '-' ? Number.NEGATIVE_INFINITY : Infinity;
  if (/^[+-]?nan$/i.test(text)) return Number.NaN;
  const value = Number(text);
  if (text === '' || Number.isNaN(value)) throw new ExpositionError(`'${text}' is no number`);
  return value;
}
