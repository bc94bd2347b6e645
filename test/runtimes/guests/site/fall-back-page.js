/** The outcome for whoever drives the browser. */
import { outcome } from './fall-back.js';

globalThis.outcome = outcome();
