/** How figures have gone lately, as a line of bars. */
import sparkly from 'sparkly';

/** More than fits into any terminal's last column. */
const LONGEST = 60;

export class History {
  readonly #values = new Map<string, (number | undefined)[]>();

  /** The next value of each line, by its key. What is not among them has a gap; what was never there is forgotten. */
  add(values: ReadonlyMap<string, number | undefined>): void {
    for (const key of values.keys()) if (!this.#values.has(key)) this.#values.set(key, []);
    for (const [key, line] of this.#values) {
      line.push(values.get(key));
      if (line.length > LONGEST) line.shift();
      if (line.every((value) => value === undefined) && !values.has(key)) this.#values.delete(key);
    }
  }

  /** The last values in so many columns, from 0 to the highest of them. */
  line(key: string, width: number): string {
    const values = (this.#values.get(key) ?? []).slice(-width);
    if (values.every((value) => value === undefined)) return '';
    return sparkly(values.map((value) => value ?? ''), { minimum: 0 });
  }
}
