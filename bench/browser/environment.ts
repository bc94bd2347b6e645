/** What a browser tells about itself: its name and version, the platform, the number of processors; no more than that. */
import type { Environment } from '../run/environment.js';
import { SCHEMA } from '../report/schema.js';
import { clockResolutionMs } from './clock.js';

/** Put in by build.mjs. */
declare const WASMAP_VERSION: string;

interface Brand {
  readonly brand: string;
  readonly version: string;
}

interface UserAgentData {
  readonly brands: readonly Brand[];
  readonly platform: string;
}

export function describeEnvironment(seed: number, quick: boolean): Environment {
  const { userAgentData } = navigator as Navigator & { userAgentData?: UserAgentData };
  return {
    schema: SCHEMA,
    created: new Date().toISOString(),
    wasmap: WASMAP_VERSION,
    machine: platformOf(navigator.userAgent, userAgentData?.platform),
    cores: navigator.hardwareConcurrency,
    browser: browserOf(navigator.userAgent, userAgentData?.brands ?? []),
    clock: { resolutionMs: clockResolutionMs(), isolated: crossOriginIsolated },
    seed,
    quick,
  };
}

/** In this order: all but Firefox name others than themselves, too. */
const NAMES: readonly (readonly [name: string, pattern: RegExp])[] = [
  ['Edge', /\bEdg[A-Z]?\w*\/(\d+)/],
  ['Opera', /\bOPR\/(\d+)/],
  ['Samsung Internet', /\bSamsungBrowser\/(\d+)/],
  ['Firefox', /\b(?:Firefox|FxiOS)\/(\d+)/],
  ['Chrome', /\b(?:Headless)?(?:Chrome|CriOS)\/(\d+)/],
  ['Safari', /\bVersion\/(\d+(?:\.\d+)?).*\bSafari\//],
];

export function browserOf(userAgent: string, brands: readonly Brand[]): string {
  const told = brands.filter(({ brand }) => !/not.?a.?brand/i.test(brand));
  const own = told.find(({ brand }) => brand !== 'Chromium') ?? told.at(0);
  if (own !== undefined) return `${own.brand} ${own.version}`;
  for (const [name, pattern] of NAMES) {
    const version = pattern.exec(userAgent)?.[1];
    if (version !== undefined) return `${name} ${version}`;
  }
  return 'unknown browser';
}

/** In this order: phones name the system that theirs comes from, too. */
const PLATFORMS = ['Android', 'iPhone', 'iPad', 'Windows', 'Mac OS X', 'CrOS', 'Linux'] as const;

export function platformOf(userAgent: string, told: string | undefined): string {
  if (told) return told;
  return PLATFORMS.find((name) => userAgent.includes(name)) ?? 'unknown platform';
}
