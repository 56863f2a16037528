/** What a connector outside this repository needs around it. */
import { copyFileSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandError } from '../exit-codes.ts';

const TSCONFIG = {
  compilerOptions: {
    target: 'es2024',
    lib: ['es2024', 'esnext.disposable', 'esnext.error'],
    types: ['node'],
    module: 'nodenext',
    strict: true,
    exactOptionalPropertyTypes: true,
    noUncheckedIndexedAccess: true,
    erasableSyntaxOnly: true,
    verbatimModuleSyntax: true,
    allowImportingTsExtensions: true,
    resolveJsonModule: true,
    skipLibCheck: true,
    noEmit: true,
  },
  include: ['src'],
};

const ROLLDOWN = `import { defineConfig } from 'rolldown';

// One file with everything in it: dist/main.mjs.
export default defineConfig({
  input: 'src/main.ts',
  platform: 'node',
  output: { file: 'dist/main.mjs', format: 'esm', minify: true, codeSplitting: false },
});
`;

const DOCKERFILE = `# An image is one file on distroless Node: no shell, no package manager, not root.
FROM --platform=$BUILDPLATFORM node:24-bookworm-slim AS bundle
WORKDIR /src
COPY . .
RUN npm install --no-audit --no-fund && npm run bundle

FROM gcr.io/distroless/nodejs24-debian13:nonroot
WORKDIR /app
COPY --from=bundle --chown=0:0 --chmod=0444 /src/dist/main.mjs /app/main.mjs
ENV NODE_ENV=production
USER 65532:65532
EXPOSE 9095
HEALTHCHECK --interval=30s --timeout=5s --retries=3 CMD ["/nodejs/bin/node", "/app/main.mjs", "--healthcheck"]
CMD ["/app/main.mjs"]
`;

const FILES: Readonly<Record<string, string>> = {
  'tsconfig.json': `${JSON.stringify(TSCONFIG, null, 2)}\n`,
  'rolldown.config.mjs': ROLLDOWN,
  Dockerfile: DOCKERFILE,
  '.dockerignore': 'node_modules\ndist\n.git\n.env*\n.npmrc\n',
  '.gitignore': 'node_modules\ndist\n.env\n',
};

/** Writes compiler settings, bundler settings, Dockerfile and what they leave out. */
export function addSurroundings(folder: string): void {
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
}

const PACKED = /^opencti-connectors-(core|testing|cli|sandbox)-\d.*\.tgz$/;

/**
 * Copies packages that `pnpm pack` made into `vendor/`, so that the folder and its image need no registry for them.
 * @returns name and `file:` address of each. @throws CommandError when one is missing.
 */
export function vendor(folder: string, packages: string): Record<string, string> {
  const from = resolve(packages);
  const found = Object.fromEntries(
    readdirSync(from).flatMap((file) => {
      const name = PACKED.exec(file)?.[1];
      return name ? [[`@opencti-connectors/${name}`, file] as const] : [];
    }),
  );
  const missing = ['core', 'testing', 'cli', 'sandbox'].filter((name) => !found[`@opencti-connectors/${name}`]);
  if (missing.length > 0) throw new CommandError(`${from} lacks packed packages: ${missing.join(', ')}`);
  mkdirSync(join(folder, 'vendor'));
  for (const file of Object.values(found)) copyFileSync(join(from, file), join(folder, 'vendor', file));
  return Object.fromEntries(Object.entries(found).map(([name, file]) => [name, `file:vendor/${file}`]));
}
