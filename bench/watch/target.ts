/** The service that is watched: where its metrics are, and asking for them. */
import { type Reading, readExposition } from './exposition.js';
import { printable } from './format.js';

/** Why there is no reading: in words for whoever called the command. */
export class ScrapeError extends Error {
  override readonly name = 'ScrapeError';

  /** The message may quote what the service has answered. */
  constructor(message: string) {
    super(printable(message));
  }
}

const TIMEOUT_MS = 10_000;
/** Of tens of thousands of maps; what is longer is no exposition, or has no end. */
const LONGEST_BYTES = 256 * 2 ** 20;

/**
 * The address of metrics: `http://` and `/metrics` may be left out.
 *
 * @throws ScrapeError where it is no address, or not one of HTTP
 */
export function targetFrom(text: string): URL {
  const url = parseUrl(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `http://${text}`);
  if (url === null || !/^https?:$/.test(url.protocol)) throw new ScrapeError(`'${text}' is no address such as http://127.0.0.1:9464/metrics`);
  if (url.pathname === '/') url.pathname = '/metrics';
  url.hash = '';
  return url;
}

function parseUrl(text: string): URL | null {
  try {
    return new URL(text);
  } catch {
    return null;
  }
}

/** The address without a password, to be shown. */
export function shown(url: URL): string {
  const copy = new URL(url);
  copy.username = copy.password = '';
  return copy.href;
}

/**
 * Asks once.
 *
 * @throws ScrapeError where there is no answer, or none that has metrics of wasmap
 */
export async function scrape(url: URL, signal?: AbortSignal): Promise<Reading> {
  const text = await fetchText(url, signal);
  const time = performance.now();
  let reading: Reading;
  try {
    reading = readExposition(text, time);
  } catch (error) {
    throw new ScrapeError(`${shown(url)} answers with metrics of wasmap that cannot be read: ${messageOf(error)}`);
  }
  if (![...reading.samples.values()].some(({ labels }) => Object.hasOwn(labels, 'map'))) throw new ScrapeError(`${shown(url)} ${nothingThere(text)}`);
  return reading;
}

function nothingThere(text: string): string {
  if (/^# (TYPE|HELP) wasmap_/m.test(text)) return 'observes no map now: they were disposed of, or collected';
  if (/^# TYPE /m.test(text)) return "has metrics, but none of wasmap: is a map shown there, by `instrument` of 'wasmap/metrics'?";
  return 'answers with something else than metrics: is the path right?';
}

async function fetchText(url: URL, signal?: AbortSignal): Promise<string> {
  const timeout = AbortSignal.timeout(TIMEOUT_MS);
  const headers: Record<string, string> = { accept: 'text/plain;version=0.0.4' };
  // fetch takes no address with a password in it.
  if (url.username !== '' || url.password !== '') {
    headers.authorization = `Basic ${Buffer.from(`${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`).toString('base64')}`;
  }
  let response: Response;
  let text: string;
  try {
    response = await fetch(shown(url), { headers, signal: signal === undefined ? timeout : AbortSignal.any([signal, timeout]) });
    text = await textOf(response, url);
  } catch (error) {
    if (error instanceof ScrapeError) throw error;
    if (timeout.aborted && !signal?.aborted) throw new ScrapeError(`${shown(url)} has not answered within ${TIMEOUT_MS / 1000} seconds`);
    throw new ScrapeError(`${shown(url)} cannot be reached: ${messageOf(error)}`);
  }
  if (!response.ok) throw new ScrapeError(`${shown(url)} answers ${`${response.status} ${response.statusText}`.trim()}: is the path right?`);
  return text;
}

/** @throws ScrapeError where it goes on and on */
export async function textOf({ body }: Response, url: URL, mostBytes = LONGEST_BYTES): Promise<string> {
  const decoder = new TextDecoder();
  const parts: string[] = [];
  let bytes = 0;
  // The types of browsers, some of which lack it, have no iterator.
  for await (const chunk of (body ?? []) as unknown as AsyncIterable<Uint8Array>) {
    bytes += chunk.byteLength;
    if (bytes > mostBytes) throw new ScrapeError(`${shown(url)} answers with more than ${mostBytes / 2 ** 20} MiB: is the path right?`);
    parts.push(decoder.decode(chunk, { stream: true }));
  }
  return parts.join('') + decoder.decode();
}

/** What fetch says is in its cause; where several addresses were tried, in the causes of that. */
function messageOf(error: unknown): string {
  const { cause } = error as { cause?: { code?: string; message?: string; errors?: readonly Error[] } };
  const text = cause?.errors?.[0]?.message ?? (cause?.message || cause?.code);
  return text ?? (error instanceof Error ? error.message : String(error));
}
