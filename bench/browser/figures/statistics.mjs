/** What the tables of figures show of many numbers. */

/** The middle one; of an even number, the upper of the two. */
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];

/** Three digits; nothing for what was not measured. */
export const rounded = (value) => (value === undefined || Number.isNaN(value) ? '' : String(Number(value.toPrecision(3))));
