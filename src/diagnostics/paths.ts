/** Paths of files, and their addresses. */

/** A file's address as a path; what is no file's address stays as it is. */
export function pathOf(file: string): string {
  if (!file.startsWith('file://')) return file;
  const path = file.slice(file.indexOf('/', 7));
  const decoded = path.includes('%') ? decodeURIComponent(path) : path;
  return /^\/[A-Za-z]:/.test(decoded) ? decoded.slice(1) : decoded;
}

/** A path as an address. */
export function addressOf(file: string): string {
  if (file.startsWith('file:')) return file;
  const path = file.replaceAll('\\', '/');
  return new URL(`file://${path.startsWith('/') ? '' : '/'}${encodeURI(path).replaceAll('#', '%23').replaceAll('?', '%3F')}`).href;
}
