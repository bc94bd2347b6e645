/** One line about how far a run has come and how long it will take, on standard error. */

export interface Progress {
  /** Announces a step that is expected to cost `weight` of the total. */
  begin(label: string, weight: number): void;
  /** How far the step is, from 0 to 1. */
  part?(done: number): void;
  end(): void;
}

/** Without a terminal, a line is printed at most this often. */
const PLAIN_INTERVAL_MS = 15_000;

/** Shares of `totalWeight`, or of the time until the deadline if that is less. */
export function createProgress(totalWeight: number, deadlineMs = Infinity, output: NodeJS.WriteStream = process.stderr): Progress {
  const began = performance.now();
  let done = 0;
  let current = 0;
  let lastPlain = Number.NEGATIVE_INFINITY;
  return {
    begin(label, weight) {
      done += current;
      current = weight;
      const elapsed = performance.now() - began;
      const total = Math.min(totalWeight, done === 0 ? Infinity : done * (deadlineMs / elapsed));
      const left = done === 0 ? undefined : (elapsed / done) * Math.max(0, total - done);
      const percent = total === 0 ? 0 : Math.floor((done / total) * 100);
      const line = `${String(percent).padStart(3)} %  ${left === undefined ? '' : `${formatLeft(left)} left  `}${label}`;
      if (output.isTTY) {
        output.write(`\r\x1b[K${line.slice(0, Math.max(20, (output.columns ?? 80) - 1))}`);
      } else if (performance.now() - lastPlain >= PLAIN_INTERVAL_MS) {
        lastPlain = performance.now();
        output.write(`${line}\n`);
      }
    },
    end() {
      if (output.isTTY) output.write('\r\x1b[K');
    },
  };
}

/** "50 s", "3 min 20 s", "2 h 5 min". */
export function formatLeft(ms: number): string {
  const seconds = Math.ceil(ms / 1000);
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${seconds % 60} s`;
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
