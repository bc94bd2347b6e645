/** What bundlers and runtimes make of an imported module's file. */
declare module '*.wasm' {
  const module: WebAssembly.Module;
  export default module;
}
