/** A metric: its name, what it says, and how its lines come from what is observed. */
import type { BatchFigures } from '../batch-figures.js';
import type { Health } from '../health.js';
import type { Lines } from '../lines.js';
import type { Aggregator, MetricType } from '../registry.js';

/** What there is to show of a series of maps. */
export interface Figures {
  readonly health: Health;
  readonly batches: BatchFigures;
  /** Of the write guard, by its rules; undefined where there were none. */
  readonly violations: Readonly<Record<string, number>> | undefined;
}

export interface Family<Of = Figures> {
  readonly name: string;
  readonly help: string;
  readonly type: MetricType;
  /** How the values of several processes become one. */
  readonly aggregator: Aggregator;
  show(figures: Of, lines: Lines): void;
}

type Read<Of> = (figures: Of) => number | undefined;

/** What only grows; undefined where there is nothing to tell. */
export function counter<Of = Figures>(name: string, help: string, read: Read<Of>): Family<Of> {
  return { name, help, type: 'counter', aggregator: 'sum', show: showing(read) };
}

/** What goes up and down; undefined where there is nothing to tell. */
export function gauge<Of = Figures>(name: string, help: string, aggregator: Aggregator, read: Read<Of>): Family<Of> {
  return { name, help, type: 'gauge', aggregator, show: showing(read) };
}

/** Counters by one more label: where any is shown all are, for a rate does not see the first of what was not there before. */
export function countersBy<Of = Figures>(
  name: string, help: string, label: string, read: (figures: Of) => Readonly<Record<string, number>> | undefined,
): Family<Of> {
  return {
    name, help, type: 'counter', aggregator: 'sum',
    show(figures, lines) {
      for (const [of, value] of Object.entries(read(figures) ?? {})) lines.putBy(label, of, value);
    },
  };
}

function showing<Of>(read: Read<Of>): Family<Of>['show'] {
  return (figures, lines) => {
    const value = read(figures);
    if (value !== undefined) lines.put(value);
  };
}
