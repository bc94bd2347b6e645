/**
 * Compiles Boost's unordered_flat_map to build/boost.wasm with Debian's clang, lld, Boost headers and WASI libraries.
 *
 * With `--install`, or as root, missing packages are installed by apt-get first.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const LLVM = 19;
const PACKAGES = [
  `clang-${LLVM}`,
  `lld-${LLVM}`,
  'wasi-libc',
  `libc++-${LLVM}-dev-wasm32`,
  `libc++abi-${LLVM}-dev-wasm32`,
  `libclang-rt-${LLVM}-dev-wasm32`,
];

/** The first release with unordered_flat_map; newer ones come under the plain name. */
const BOOST = ['libboost1.81-dev', 'libboost-dev'];
const HEADER = '/usr/include/boost/unordered/unordered_flat_map.hpp';

install();
compile();

function install() {
  const missing = PACKAGES.filter((name) => !isInstalled(name));
  if (!existsSync(HEADER)) missing.push(BOOST.find(isKnown) ?? BOOST[1]);
  if (missing.length === 0) return;
  if (!process.argv.includes('--install') && process.getuid?.() !== 0) {
    fail(`missing: ${missing.join(' ')}\nInstall them with: sudo apt-get install --no-install-recommends ${missing.join(' ')}`);
  }
  run('apt-get', ['update', '-qq']);
  run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...missing]);
}

function compile() {
  mkdirSync(join(here, 'build'), { recursive: true });
  const output = join(here, 'build', 'boost.wasm');
  run(`clang++-${LLVM}`, [
    '--target=wasm32-wasi',
    '-std=c++20',
    '-O3',
    '-msimd128',
    '-mbulk-memory',
    '-fno-exceptions',
    '-fno-rtti',
    '-DBOOST_NO_EXCEPTIONS',
    '-DNDEBUG',
    // Only Boost's own directory: the host's C headers must not be seen by a foreign target.
    '-isystem',
    boostOnly(),
    // A reactor is initialised once; a command's exports would each run constructors and destructors.
    '-mexec-model=reactor',
    '-Wl,--strip-all',
    '-Wl,--max-memory=4294967296',
    join(here, 'boost.cpp'),
    '-o',
    output,
  ]);
  const version = /define BOOST_LIB_VERSION "([^"]+)"/.exec(readFileSync('/usr/include/boost/version.hpp', 'utf8'))?.[1];
  console.log(`boost.wasm: Boost ${version?.replace('_', '.')}, ${statSync(output).size} bytes`);
}

/** A directory that holds a link to Boost's headers and nothing else. */
function boostOnly() {
  const directory = join(here, 'build', 'include');
  mkdirSync(directory, { recursive: true });
  run('ln', ['-sfn', '/usr/include/boost', join(directory, 'boost')]);
  return directory;
}

function isInstalled(name) {
  return spawnSync('dpkg', ['-s', name], { stdio: 'ignore' }).status === 0;
}

function isKnown(name) {
  return spawnSync('apt-cache', ['show', name], { stdio: 'ignore' }).status === 0;
}

function run(command, args) {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (error || status !== 0) fail(`${command} failed${error ? `: ${error.message}` : ''}`);
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
