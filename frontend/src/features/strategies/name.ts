// What an uploaded strategy is called.

/** The name in routes that a file suggests: `My_Cross.wasm` becomes `my-cross`. */
export function nameFromFile(file: string): string {
  const stem = file.replace(/\.wasm$/i, '').toLowerCase();
  return stem.replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '').slice(0, 64);
}
