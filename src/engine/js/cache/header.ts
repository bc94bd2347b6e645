/** A cache's header: that of its index, with the cache's own fields behind it. See `assembly/cache/header.ts`. */
export const POLICY = 192;
export const MAX = 196;
export const HOLDS = 200;
export const TOUCHED = 204;
export const EVICTIONS = 208;
export const VICTIM_HASH = 216;
export const IS_OPEN = 220;
export const QUEUE_COUNT = 4;
export const QUEUES = 224;
export const POLICY_FIELDS = 384;
export const POLICY_FIELDS_END = 448;
export const WHEEL = 448;
export const GONE_KEY = 512;
export const GONE_PAYLOAD = 520;
export const SPAN = 528;
export const IS_CROWDED = 532;
export const RECYCLED = 536;
export const WANTED = 540;
export const MEMORY_FIELDS = 544;
export const MEMORY_FIELDS_END = 608;
export const EXTRAS_COUNT = 608;
export const GONE_SIZE = 616;
export const INSERTIONS = 624;
export const SHADOWS = 632;
export const THRESHOLD = 636;
export const CACHE_HEADER_BYTES = 640;

/** Of HOLDS: there is no index. */
export const NO_INDEX = 1;
/** Of HOLDS: payloads are blobs. */
export const BLOBS = 2;
/** Of HOLDS: payloads stand for what the host has. */
export const HANDLES = 4;
/** Of HOLDS: payloads are records. */
export const RECORDS = 8;
/** Of HOLDS: the host is to know of every entry that goes. */
export const TELLS = 16;
