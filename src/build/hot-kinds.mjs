/** How keys and values of each kind are checked, passed and read in emitted methods, of maps and of caches. */

/**
 * How a key is checked and passed, per kind. `bad` is an expression over `key`; `passed` names what is passed in its place. Bytes are asked for
 * what they are, as those of other realms have to be, only where `instanceof` fails: in Bun that takes 20 ns. `isView` is for proxies.
 */
export const keyKinds = {
  u32: { bytes: 4, type: 'number', call: '', bad: "typeof key !== 'number' || key >>> 0 !== key" },
  i32: { bytes: 4, type: 'number', call: '', bad: "typeof key !== 'number' || (key | 0) !== key" },
  f64: { bytes: 8, type: 'number', call: 'F64', bad: "typeof key !== 'number'" },
  u64: { bytes: 8, type: 'bigint', call: '', bad: "typeof key !== 'bigint' || BigInt.asUintN(64, key) !== key" },
  string: { ordered: true, type: 'string', call: 'Text', bad: "typeof key !== 'string'" },
  codec: { ordered: true, type: 'unknown', call: 'Bytes', passed: 'bytes' },
  bytes: { ordered: true, type: 'Uint8Array', call: 'Bytes', bad: '!(key instanceof Uint8Array && ArrayBuffer.isView(key)) && !isBytes(key)' },
  i64: { bytes: 8, type: 'bigint', call: '', bad: "typeof key !== 'bigint' || BigInt.asIntN(64, key) !== key" },
};

/**
 * Value kinds that share methods: those that need the same bytes and the same representation in V8, so that a call site
 * of `getOr` never meets both unboxed numbers and objects.
 */
export const valueClasses = {
  word: {
    bytes: 4,
    type: 'number',
    load: `table.valueKind === 0 ? table.engine.u32[at >>> 2]! : table.valueKind === 1 ? table.engine.i32[at >>> 2]! : table.engine.f32[at >>> 2]!`,
    bad: `typeof value !== 'number' || (table.valueKind === 0 ? value >>> 0 !== value : table.valueKind === 1 ? (value | 0) !== value : !fitsF32(value))`,
    /** What is stored without linear memory: -0 has no place among integers, nor what f32 rounds off. */
    plain: 'table.valueKind === 2 ? Math.fround(value) : value + 0',
    store: `
    if (table.valueKind === 0) table.engine.u32[at >>> 2] = value;
    else if (table.valueKind === 1) table.engine.i32[at >>> 2] = value;
    else table.engine.f32[at >>> 2] = value;`,
  },
  double: {
    bytes: 8,
    type: 'number',
    load: 'table.engine.f64[at >>> 3]!',
    bad: `typeof value !== 'number'`,
    store: `
    table.engine.f64[at >>> 3] = value;`,
  },
  long: {
    bytes: 8,
    type: 'bigint',
    load: 'table.valueKind === 4 ? table.engine.u64[at >>> 3]! : table.engine.i64[at >>> 3]!',
    bad: `typeof value !== 'bigint' || (table.valueKind === 4 ? BigInt.asUintN(64, value) : BigInt.asIntN(64, value)) !== value`,
    store: `
    if (table.valueKind === 4) table.engine.u64[at >>> 3] = value;
    else table.engine.i64[at >>> 3] = value;`,
  },
  blob: {
    bytes: 4,
    type: 'unknown',
    load: 'table.store.read(table.engine.u32[at >>> 2]!)',
    bad: "table.valueKind === 8 ? typeof value !== 'string' : !(value instanceof Uint8Array && ArrayBuffer.isView(value)) && !isBytes(value)",
  },
  any: {
    bytes: 4,
    type: 'unknown',
    load: '(table.store as ValueStore).values[table.engine.u32[at >>> 2]!]',
  },
  none: { bytes: 0, type: 'undefined', load: 'undefined' },
};
