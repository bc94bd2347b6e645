/** What becomes of violations: counted, remembered, told, warned of, thrown. */
import { now } from '../clock.js';
import { callSite } from '../diagnostics/call-site.js';
import { showSite } from '../diagnostics/site.js';
import { guardChannel } from '../diagnostics/channels.js';
import type { GuardMessage, GuardRule } from '../diagnostics/guard-message.js';
import { BATCHER_WRITE } from '../diagnostics/batch-trace.js';
import type { InterceptedCall } from '../diagnostics/intercept.js';
import { warn } from '../diagnostics/warn.js';
import { GuardError } from './guard-error.js';
import type { GuardSettings } from './policy.js';
import type { GuardViolation, ViolationKind } from './violation.js';

/** What is wrong with a write. */
export interface Problem {
  readonly rule: GuardRule;
  readonly kind: ViolationKind;
  /** To be read after the name of the method. */
  readonly text: string;
}

/** Places that are warned of, and rules; of more there is no warning. */
const MOST_WARNINGS = 1000;

export class Recorder {
  readonly counts: Record<GuardRule, number> = { atomic: 0, idempotent: 0, observable: 0 };
  readonly recent: GuardViolation[] = [];
  readonly #settings: GuardSettings;
  /** What messages call the map. */
  readonly #label: string;
  readonly #name: string | undefined;
  readonly #warned = new Set<string>();

  constructor(settings: GuardSettings, label: string, name: string | undefined) {
    this.#settings = settings;
    this.#label = label;
    this.#name = name;
  }

  /** @returns what was recorded, or undefined where nobody asks for that rule */
  record({ rule, kind, text }: Problem, { host, method, entry }: InterceptedCall): GuardViolation | undefined {
    const mode = this.#settings.modes[rule];
    if (mode === 'off') return undefined;
    const isBatcher = method === BATCHER_WRITE;
    const operation = isBatcher ? 'batcher' : method;
    // A WriteBatcher's batch comes from within this package.
    const place = callSite(isBatcher ? undefined : entry);
    const site = place && showSite(place);
    const message = `${this.#label}: ${operation} ${text}`;
    const violation: GuardViolation = { name: this.#name, rule, kind, mode, operation, message, site, time: now() };
    this.counts[rule]++;
    this.#remember(violation);
    this.#tell({ map: host, name: this.#name, rule, mode, message, site, time: violation.time }, violation);
    if (mode === 'warn') this.#warn(violation);
    return violation;
  }

  #remember(violation: GuardViolation): void {
    this.recent.push(violation);
    if (this.recent.length > this.#settings.maxRecent) this.recent.shift();
  }

  /** Whoever listens does not come between a write and its caller. */
  #tell(message: GuardMessage, violation: GuardViolation): void {
    try {
      guardChannel()?.publish(message);
    } catch {
      // In Node what a listener throws does not come back; elsewhere it might.
    }
    try {
      this.#settings.onViolation?.(violation);
    } catch {
      // As it is documented.
    }
  }

  #warn({ rule, kind, message, site }: GuardViolation): void {
    const key = `${rule} ${kind} ${site ?? ''}`;
    if (this.#warned.has(key) || this.#warned.size >= MOST_WARNINGS) return;
    this.#warned.add(key);
    warn(site === undefined ? message : `${message}, at ${site}`, 'WasmapGuardWarning', 'WASMAP_GUARD');
  }
}

/** The error for the first of the violations that is to be thrown. */
export function errorOf(violations: readonly GuardViolation[]): GuardError | undefined {
  const first = violations.find(({ mode }) => mode === 'throw');
  return first && new GuardError(first);
}
