import { readFileSync } from 'node:fs';

/** The version of the package; its manifest is two levels up in the sources and in a build. */
export const packageVersion = (): string => {
  const manifest: unknown = JSON.parse(
    readFileSync(new URL('../../package.json', import.meta.url), 'utf8'),
  );
  const version = (manifest as { readonly version?: unknown }).version;
  return typeof version === 'string' ? version : 'unknown';
};
