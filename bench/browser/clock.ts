/** Browsers' clocks are coarse, to keep pages from spying: 5 µs at best, 100 µs or a millisecond as a rule. */

const STEPS = 12;
const MOST_MS = 40;

let known: number | undefined;

/** The least that the clock was seen to move by, in milliseconds; looks at it for some milliseconds when first asked. */
export function clockResolutionMs(): number {
  return (known ??= observed());
}

function observed(): number {
  const began = performance.now();
  let least = Number.POSITIVE_INFINITY;
  let last = began;
  for (let steps = 0; steps < STEPS && (last - began < MOST_MS || steps === 0); ) {
    const now = performance.now();
    if (now === last) continue;
    least = Math.min(least, now - last);
    last = now;
    steps++;
  }
  // The clock's own figures carry the error of a binary fraction.
  return Number(least.toPrecision(3));
}

/** A sample is to last so long, or so many steps of the clock, whichever is more. */
const LEAST_SAMPLE_MS = 5;
const STEPS_A_SAMPLE = 50;

export function leastSample(resolutionMs: number): number {
  return Math.max(LEAST_SAMPLE_MS, STEPS_A_SAMPLE * resolutionMs);
}

/** A call takes about so long. */
const CALL_NS = 100;
/** A group of calls is to last about so many steps of the clock, but a table is to have so many groups. */
const STEPS_A_GROUP = 4;
const LEAST_GROUPS = 256;

/** How many calls to time together: a power of two; 1 where the clock can tell single ones. */
export function callsTogether(resolutionMs: number, size: number): number {
  const resolutionNs = resolutionMs * 1e6;
  if (resolutionNs <= CALL_NS) return 1;
  const wanted = Math.ceil(Math.log2((STEPS_A_GROUP * resolutionNs) / CALL_NS));
  const possible = Math.floor(Math.log2(size / LEAST_GROUPS));
  return 2 ** Math.max(0, Math.min(wanted, possible));
}
