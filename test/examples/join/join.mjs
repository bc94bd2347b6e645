/**
 * Joins two columns: which row of `customers` belongs to each row of `orders`? One batch puts one column into a map, another looks the other
 * column up, and not an object is made for any row.
 *
 *     node join.mjs
 */
import { pathToFileURL } from 'node:url';
import { WasmMap } from 'wasmap';

/**
 * @param left keys, each any number of times
 * @param right keys, each once: twice throws, and says where
 * @returns the pairs of rows whose keys are equal, as two columns, in the order of `left`
 */
export function join(left, right) {
  const rowOf = new WasmMap({ key: 'u32', value: 'u32' });
  rowOf.putAll({ keys: right, values: Uint32Array.from(right.keys()) }, { onConflict: 'error' });
  const { values, found, hits } = rowOf.getAll(left);
  rowOf.dispose();

  const leftRows = new Uint32Array(hits);
  const rightRows = new Uint32Array(hits);
  let pairs = 0;
  for (let row = 0; row < left.length; row++) {
    if (found[row] === 0) continue;
    leftRows[pairs] = row;
    rightRows[pairs++] = values[row];
  }
  return { leftRows, rightRows };
}

if (import.meta.url === pathToFileURL(process.argv[1]).href) {
  const customers = { id: Uint32Array.of(17, 4, 99), city: ['Graz', 'Wien', 'Linz'] };
  const orders = { customer: Uint32Array.of(4, 99, 5, 4), amount: Float64Array.of(10, 2.5, 7, 30) };
  const { leftRows, rightRows } = join(orders.customer, customers.id);
  leftRows.forEach((row, pair) => console.log(orders.amount[row], customers.city[rightRows[pair]]));
}
