/** The outcome as a line. */
import { outcome } from './fall-back.mjs';

console.log(JSON.stringify(outcome()));
