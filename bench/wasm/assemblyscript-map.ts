// AssemblyScript's own Map behind the calls of bench/rivals/linear.ts: u32 to u32, one call an operation or a batch.
//
// Its public way to read a key that may be absent is `has` and then `get`; it cannot be given a capacity.

type Table = Map<u32, u32>;

/** Where `find` leaves a value: the map hides its entries' addresses. */
const RESULT: usize = memory.data(8);

export function allocate(bytes: usize): usize {
  return heap.alloc(bytes);
}

export function release(address: usize): void {
  heap.free(address);
}

export function create(_capacity: u32): usize {
  const table = new Map<u32, u32>();
  return __pin(changetype<usize>(table));
}

export function destroy(table: usize): void {
  __unpin(table);
  __collect();
}

export function size(table: usize): i32 {
  return changetype<Table>(table).size;
}

export function set(table: usize, key: u32, value: u32): void {
  changetype<Table>(table).set(key, value);
}

export function has(table: usize, key: u32): bool {
  return changetype<Table>(table).has(key);
}

export function remove(table: usize, key: u32): bool {
  return changetype<Table>(table).delete(key);
}

export function find(table: usize, key: u32): usize {
  const map = changetype<Table>(table);
  if (!map.has(key)) return 0;
  store<u32>(RESULT, map.get(key));
  return RESULT;
}

export function putAll(table: usize, keys: usize, values: usize, count: u32): void {
  const map = changetype<Table>(table);
  for (let i: usize = 0; i < count; i++) map.set(load<u32>(keys + (i << 2)), load<u32>(values + (i << 2)));
}

export function addAll(table: usize, keys: usize, values: usize, count: u32): void {
  const map = changetype<Table>(table);
  for (let i: usize = 0; i < count; i++) {
    const key = load<u32>(keys + (i << 2));
    const before = map.has(key) ? map.get(key) : 0;
    map.set(key, before + load<u32>(values + (i << 2)));
  }
}

export function getAll(table: usize, keys: usize, values: usize, found: usize, count: u32): u32 {
  const map = changetype<Table>(table);
  let hits: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const key = load<u32>(keys + (i << 2));
    const present = map.has(key);
    store<u32>(values + (i << 2), present ? map.get(key) : 0);
    store<u8>(found + i, u8(present));
    hits += u32(present);
  }
  return hits;
}

export function hasAll(table: usize, keys: usize, found: usize, count: u32): u32 {
  const map = changetype<Table>(table);
  let hits: u32 = 0;
  for (let i: usize = 0; i < count; i++) {
    const present = map.has(load<u32>(keys + (i << 2)));
    store<u8>(found + i, u8(present));
    hits += u32(present);
  }
  return hits;
}

/** Copies all entries out, so that JavaScript can call back for each. */
export function entries(table: usize, keys: usize, values: usize): void {
  const map = changetype<Table>(table);
  const allKeys = map.keys();
  const allValues = map.values();
  memory.copy(keys, allKeys.dataStart, usize(allKeys.length) << 2);
  memory.copy(values, allValues.dataStart, usize(allValues.length) << 2);
}
