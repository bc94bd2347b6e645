/** Compiled by bench/build.mjs and put into the bundle as bytes. */
declare module '*.wasm' {
  const bytes: Uint8Array<ArrayBuffer>;
  export default bytes;
}

/** Styles that bench/build.mjs puts into the report page. */
declare module '*.css';
