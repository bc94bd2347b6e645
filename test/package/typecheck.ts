/** Compiles examples with the declarations that the package publishes. */
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { root, type Example } from './examples.js';

const options: ts.CompilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.NodeNext,
  moduleResolution: ts.ModuleResolutionKind.NodeNext,
  moduleDetection: ts.ModuleDetectionKind.Force,
  strict: true,
  noUncheckedIndexedAccess: true,
  noEmit: true,
  skipLibCheck: true,
  types: ['node'],
  // Declarations resolve as in a user's project, through the package's own name and exports.
  paths: { 'wasmap': [fileURLToPath(new URL('dist/index.d.ts', root))], 'wasmap/*': [fileURLToPath(new URL('dist/*/index.d.ts', root))] },
};

/** What the compiler objects to, each with the place of its example. */
export function complaints(examples: readonly Example[]): string[] {
  const names = new Map(examples.map((example, index) => [fileURLToPath(new URL(`example-${String(index)}.mts`, root)), example]));
  const host = ts.createCompilerHost(options);
  const { getSourceFile, fileExists, readFile } = { ...host };
  host.getSourceFile = (name, target, ...rest) => {
    const example = names.get(name);
    return example === undefined ? getSourceFile.call(host, name, target, ...rest) : ts.createSourceFile(name, example.code, target);
  };
  host.fileExists = (name) => names.has(name) || fileExists.call(host, name);
  host.readFile = (name) => names.get(name)?.code ?? readFile.call(host, name);
  const program = ts.createProgram([...names.keys()], options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const where = (file && names.get(file.fileName)?.where) ?? file?.fileName ?? 'options';
    return `${where}: ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
