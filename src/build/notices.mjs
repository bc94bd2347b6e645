/**
 * What of other people's work is in the published files, after all bundles are made: the licences that have to travel with it, in
 * `dist/THIRD-PARTY-LICENSES.txt`, and a list of materials (SBOM) in the form of CycloneDX, in `dist/sbom.cdx.json`.
 *
 * The list is npm's own, of the lock file, less what is not published. npm stamps it with the time and a random number; without these, the
 * same lock file and the same npm make the same bytes.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { notedInputs } from './inputs.mjs';

const root = new URL('../../', import.meta.url);
const manifest = readJson('package.json');

function readJson(path) {
  return JSON.parse(readFileSync(new URL(path, root), 'utf8'));
}

/** Of which package a bundle's input is; modules that `asc` has made have parts of its standard library. */
function packageOf(path) {
  const [, name] = /.*node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path) ?? [];
  return name ?? (path.endsWith('.wasm') ? 'assemblyscript' : undefined);
}

/** @returns packages, and the published files that each is bundled into */
function bundledPackages() {
  const files = new Map();
  for (const [file, inputs] of notedInputs()) {
    for (const name of inputs.map(packageOf)) if (name !== undefined) files.set(name, (files.get(name) ?? new Set()).add(file));
  }
  return [...files].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, names]) => ({ ...describe(name), files: [...names] }));
}

/** @throws where the package does not say under what licence it is */
function describe(name) {
  const folder = `node_modules/${name}/`;
  const { version, license } = readJson(`${folder}package.json`);
  const texts = readdirSync(fileURLToPath(new URL(folder, root))).filter((file) => /^(licen[cs]e|copying|notice)\b/i.test(file)).sort();
  if (!texts.some((file) => !/^notice/i.test(file))) throw new Error(`${name} is bundled, but has no file with its licence`);
  if (typeof license !== 'string') throw new Error(`${name} is bundled, but its package.json names no licence`);
  return { name, version, license, text: texts.map((file) => readFileSync(new URL(folder + file, root), 'utf8').trim()).join('\n\n') };
}

function writeNotices(bundled) {
  const head = `Parts of these packages are in files of ${manifest.name}. Nothing else in it is other people's work.`;
  const sections = bundled.map(({ name, version, license, text, files }) => {
    const title = `${name} ${version} (${license}), in ${files.map((file) => `dist/${file}`).join(', ')}`;
    return `${'='.repeat(title.length)}\n${title}\n${'='.repeat(title.length)}\n\n${text}`;
  });
  writeFileSync(new URL('dist/THIRD-PARTY-LICENSES.txt', root), `${[head, ...sections].join('\n\n')}\n`);
}

/** npm's list of all that the lock file has. */
function listOfNpm() {
  const args = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
  const output = execFileSync('npm', args, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 2 ** 26 });
  return JSON.parse(output);
}

/** npm calls what is bundled a dependency for development, which it is no longer once it is published. */
function published(component, bundled) {
  const files = bundled.find(({ name }) => name === component.name)?.files;
  if (files === undefined) return component;
  return { ...component, scope: 'required', properties: files.map((file) => ({ name: 'wasmap:bundled-into', value: `dist/${file}` })) };
}

function writeMaterials(bundled) {
  const list = { ...listOfNpm(), serialNumber: undefined };
  const { component, ...metadata } = { ...list.metadata, timestamp: undefined };
  const versions = new Map([...Object.entries(manifest.dependencies), ...bundled.map(({ name, version }) => [name, version])]);
  const components = list.components.filter(({ name, version }) => versions.get(name) === version).map((one) => published(one, bundled));
  const missing = [...versions.keys()].filter((wanted) => !components.some(({ name }) => name === wanted));
  if (missing.length > 0) throw new Error(`the lock file knows nothing of ${missing.join(', ')}`);
  const refs = new Set(components.map((one) => one['bom-ref']));
  const dependencies = list.dependencies.filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  const whole = { ref: component['bom-ref'], dependsOn: [...refs] };
  // npm takes the name from the folder.
  const materials = {
    ...list,
    metadata: { ...metadata, component: { ...component, name: manifest.name } },
    components,
    dependencies: [whole, ...dependencies],
  };
  writeFileSync(new URL('dist/sbom.cdx.json', root), `${JSON.stringify(materials, null, 2)}\n`);
}

const bundled = bundledPackages();
writeNotices(bundled);
writeMaterials(bundled);
