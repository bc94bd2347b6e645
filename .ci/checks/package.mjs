/**
 * What npm would publish: these kinds of files and no others, a map to its source for every script and types for every entry, licences and
 * materials of what is bundled, no more bytes than it should have, and nothing that publint or attw find wrong.
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fail, outputOf, pack, root, run, temporaryFolder } from './support.mjs';

/**
 * Where the tarball stands, and may only grow past for something that users get. Caches, their drop-in, prewarming, files, metrics and their comparison in the command took
 * 0.8 MB packed, 3.9 unpacked, of which two thirds are maps to the TypeScript: those of the same code in both bundles for the edge alone are 2 MB more.
 */
const LIMIT_PACKED = 3_150_000;
const LIMIT_UNPACKED = 14_750_000;

/** Each file is of one of these kinds, and each kind has a file. */
const KINDS = [
  /^package\.json$/, /^README\.md$/, /^CHANGELOG\.md$/, /^LICENSE$/, /^SECURITY\.md$/, /^src\/(ARCHITECTURE|GUIDE|OBSERVING)\.md$/, /^src\/serial\/FORMAT\.md$/, /^src\/metrics\/(prometheus\/rules\.yml|grafana\/dashboard\.json)$/,
  /^dist\/wasmap(-cache)?\.wasm$/, /^dist\/THIRD-PARTY-LICENSES\.txt$/, /^dist\/sbom\.cdx\.json$/,
  /^dist\/cli\.js(\.map)?$/, /^dist\/(edge|workerd)\/(index|cache|lru-cache|shared-\w+)\.js(\.map)?$/,
  /^dist\/(arguments|clock|define|errors|index|protocols|typed-arrays|weak)\.(js|js\.map|d\.ts)$/,
  ...['batcher', 'bulk', 'cache', 'diagnostics', 'engine', 'guard', 'heap', 'log', 'map', 'metrics', 'otel', 'serial', 'set', 'watch'].map((folder) => new RegExp(`^dist/${folder}/.+\\.(js|js\\.map|d\\.ts)$`)),
];

const bin = join(root, 'node_modules', '.bin');
const folder = temporaryFolder();
const tarball = pack(folder);
run('tar', ['-xzf', tarball, '-C', folder]);
const files = outputOf('tar', ['-tzf', tarball]).trim().split('\n').map((path) => path.replace(/^package\//, ''));
const inPackage = (file) => join(folder, 'package', file);
const read = (file) => readFileSync(inPackage(file), 'utf8');
const manifest = JSON.parse(read('package.json'));

function checkFiles() {
  const surplus = files.filter((path) => !KINDS.some((kind) => kind.test(path)));
  if (surplus.length > 0) fail(`files that should not be published: ${surplus.join(', ')}`);
  const empty = KINDS.filter((kind) => !files.some((path) => kind.test(path)));
  if (empty.length > 0) fail(`nothing published is ${empty.join(' or ')}`);
  const targets = [...Object.values(manifest.exports), manifest.bin].flatMap((entry) => (typeof entry === 'string' ? [entry] : Object.values(entry)));
  const absent = targets.filter((path) => !existsSync(inPackage(path)));
  if (absent.length > 0) fail(`package.json names what is not there: ${absent.join(', ')}`);
  const scripts = files.filter((path) => path.endsWith('.js') && !/^dist\/(cli\.js|edge\/|workerd\/)/.test(path));
  const untyped = scripts.filter((path) => !files.includes(path.replace(/js$/, 'd.ts')));
  if (untyped.length > 0) fail(`scripts without types: ${untyped.join(', ')}`);
  for (const [name, entry] of Object.entries(manifest.exports)) {
    if (typeof entry === 'object' && !files.includes(String(entry.types).slice(2))) fail(`${name} has no types`);
  }
}

/** Every script leads to the TypeScript that it was made of, which its map has in it. */
function checkMaps() {
  for (const script of files.filter((path) => path.endsWith('.js'))) {
    const [, name] = /^\/\/# sourceMappingURL=(\S+)\s*$/m.exec(read(script).slice(-200)) ?? [];
    const path = name && join(dirname(script), name);
    if (!files.includes(path)) fail(`${script} has no map`);
    const { sources, sourcesContent = [] } = JSON.parse(read(path));
    const ours = sources.filter((source) => !source.includes('node_modules/'));
    if (ours.length === 0 || !ours.every((source) => source.endsWith('.ts'))) fail(`${path} leads to ${ours.join(', ')}`);
    if (!sources.every((_, index) => typeof sourcesContent[index] === 'string')) fail(`${path} lacks the text of a source`);
  }
}

function checkLicences() {
  const materials = JSON.parse(read('dist/sbom.cdx.json'));
  const notices = read('dist/THIRD-PARTY-LICENSES.txt');
  const { component, timestamp } = materials.metadata;
  if (component.purl !== `pkg:npm/${manifest.name}@${manifest.version}`) fail(`the list of materials is of ${component.purl}`);
  if (timestamp !== undefined || materials.serialNumber !== undefined) fail('the list of materials is another each time');
  const listed = new Map(materials.components.map((one) => [one.name, one]));
  for (const name of Object.keys(manifest.dependencies)) {
    if (listed.get(name)?.version !== manifest.dependencies[name]) fail(`the list of materials lacks ${name} ${manifest.dependencies[name]}`);
  }
  const bundled = new Set(files.filter((path) => path.endsWith('.js.map')).flatMap((path) => JSON.parse(read(path)).sources)
    .map((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(source)?.[1]).filter((name) => name !== undefined));
  // The report's charts are in the command as text, AssemblyScript's Map as a module.
  for (const name of [...bundled, 'uplot', 'assemblyscript']) {
    const { version, licenses } = listed.get(name) ?? fail(`the list of materials lacks ${name}`);
    if (!licenses?.length) fail(`the list of materials has no licence of ${name}`);
    if (!notices.includes(`\n${name} ${version} (`)) fail(`the notices lack ${name} ${version}`);
  }
  console.log(`licences of ${bundled.size + 2} bundled packages; ${listed.size} materials`);
}

function checkSize() {
  const packed = statSync(tarball).size;
  const unpacked = files.reduce((sum, path) => sum + statSync(inPackage(path)).size, 0);
  console.log(`${files.length} files to publish: ${packed} bytes packed, ${unpacked} unpacked; the limits are ${LIMIT_PACKED} and ${LIMIT_UNPACKED}`);
  if (packed > LIMIT_PACKED || unpacked > LIMIT_UNPACKED) fail('the package is larger than it should be');
}

checkFiles();
checkMaps();
checkLicences();
checkSize();
run(join(bin, 'publint'), ['run', tarball, '--strict']);
run(join(bin, 'attw'), [tarball, '--profile', 'esm-only', '--exclude-entrypoints', './wasmap.wasm', './wasmap-cache.wasm']);
