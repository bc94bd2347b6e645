/** The progress of a run: a bar with a line of text for all, and now and then a sentence for those who listen. */
import { formatLeft } from '../run/progress.js';
import { byId, say } from './elements.js';

/** Of the whole; more often would be chatter. */
const SAID_EVERY = 0.25;
/** Before, too little is known. */
const LEAST_KNOWN = 0.05;

export class ProgressBar {
  #began = 0;
  #said = 0;
  #most = 0;

  begin(): void {
    this.#began = performance.now();
    this.#said = 0;
    this.#most = 0;
    byId('run').setAttribute('aria-disabled', 'true');
    byId('progress').hidden = false;
    byId('cancel').hidden = false;
    byId('status').classList.add('unseen');
    if (document.activeElement === byId('run')) byId('cancel').focus();
    this.show('Starting', 0);
    say('The comparison has begun');
  }

  show(label: string, done: number): void {
    // Rounds that take less time than was allowed for must not make it go back.
    this.#most = Math.max(this.#most, done);
    const elapsed = performance.now() - this.#began;
    const left = this.#most > LEAST_KNOWN ? `, about ${formatLeft((elapsed / this.#most) * (1 - this.#most))} left` : '';
    const percent = `${Math.floor(this.#most * 100)} %`;
    byId('doing').textContent = `${percent}${left}. ${label}`;
    byId<HTMLProgressElement>('bar').value = this.#most;
    if (this.#most - this.#said < SAID_EVERY) return;
    this.#said = this.#most;
    say(`${percent} done${left}`);
  }

  end(text: string): void {
    const focused = document.activeElement === byId('cancel');
    byId('run').removeAttribute('aria-disabled');
    byId('progress').hidden = true;
    byId('cancel').hidden = true;
    byId('status').classList.remove('unseen');
    if (focused) byId('run').focus();
    say(text);
  }
}
