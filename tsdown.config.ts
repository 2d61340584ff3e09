import { defineConfig, type UserConfig } from 'tsdown';

const library = ['src/index.ts', 'src/{wire,operators,simulator}/index.ts'];

const shared: UserConfig = {
  platform: 'node',
  target: 'node20',
  dts: true,
  // `.js` and `.cjs` with `.d.ts` and `.d.cts`, as the `exports` map of package.json says.
  fixedExtension: false,
  // One output per module: a path relative to `import.meta.url` holds in src and in dist alike.
  unbundle: true,
  // Some hundred files, four times over.
  report: false,
};

/** The command line is only ever run, so it is built once, as an ES module. */
export default defineConfig([
  { ...shared, format: 'esm', entry: [...library, 'src/cli/main.ts'] },
  { ...shared, format: 'cjs', entry: library },
]);
