/** Spans of loads. */
import { checkOptions } from '../arguments.js';
import type { CacheLoadMessage } from '../diagnostics/load-trace.js';
import { closeLoadSpan, openLoadSpan } from './load-span.js';
import { type SpanOptions, checkSpanOptions, traceWith } from './open-spans.js';
import { listenToBegunLoads, listenToSettledLoads } from './settled-loads.js';
import { type WhichCaches, type WhichTier, cacheFilter, tierReader } from './which-caches.js';

/** Options of `traceCaches`. */
export interface TraceCachesOptions extends SpanOptions<CacheLoadMessage> {
  /** Whose loads have spans; by default everybody's. */
  readonly caches?: WhichCaches;
  /** The attribute `wasmap.cache.tier`; 'l1' by default. */
  readonly tier?: WhichTier;
}

const known = ['tracerProvider', 'caches', 'tier', 'attributes', 'requireParentSpan'];

/**
 * Gives every load of a cache a span `cache.load`, until the function that is returned is called: every call of a function that loads, for one key or for
 * many. Loads under way then keep theirs to their end. Each call of this gives spans of its own, so one is enough.
 *
 * The span is a child of what is active where the load was asked for first, and itself active while the function runs: its queries have spans below it. Who
 * joins a load that goes on has no span of it; `wasmap.load.joined` says how many did.
 *
 * | attribute | |
 * |---|---|
 * | `wasmap.cache`, `wasmap.cache.tier` | the name of the cache, and its level |
 * | `wasmap.engine` | `wasm` or `js` |
 * | `wasmap.cache.key_kind` | the kind of its keys; never a key |
 * | `wasmap.load.keys`, `wasmap.load.failed` | keys that were asked for, and those that could not be loaded |
 * | `wasmap.load.refresh` | whether the cache loads anew by itself what it has |
 * | `wasmap.load.queued_ms` | milliseconds for which `loadConcurrency` had it wait |
 * | `wasmap.result` | `loaded`, `partial`, `failed`, or `aborted` (nobody wanted it any more by the time it was over) |
 * | `wasmap.load.joined` | calls that waited for it besides the first |
 * | `error.type` | of one that failed, the error's code, or name |
 *
 * A load that fails has an exception, whose message may show a key. Runtimes without `node:diagnostics_channel`, which is to say browsers, have no spans.
 *
 * @throws WasmapTypeError where an option is not what it is to be
 *
 * @category OpenTelemetry
 */
export function traceCaches(options: TraceCachesOptions = {}): () => void {
  const where = 'traceCaches';
  const { caches, tier, ...common } = checkOptions<TraceCachesOptions>(where, options, known);
  const rules = checkSpanOptions(where, common);
  const isTraced = cacheFilter(where, caches);
  const tierOf = tierReader(where, tier);
  return traceWith(rules, {
    onStart: listenToBegunLoads,
    onEnd: listenToSettledLoads,
    isTraced: ({ cache }) => isTraced(cache),
    open: (tracer, message, attributes, parent) => openLoadSpan(tracer, message, tierOf(message.cache), attributes, parent),
    close: closeLoadSpan,
  });
}
