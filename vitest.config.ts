import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const CONDITIONS = ['@opencti-connectors/source', 'import', 'node', 'default'];

/** One project per workspace folder, so that a package needs no test configuration of its own. */
function workspaceFolders(): string[] {
  return ['packages', 'connectors'].flatMap((parent) =>
    existsSync(parent)
      ? readdirSync(parent)
          .map((name) => join(parent, name))
          .filter((folder) => existsSync(join(folder, 'package.json')))
      : [],
  );
}

export default defineConfig({
  resolve: { conditions: CONDITIONS },
  ssr: { resolve: { conditions: CONDITIONS } },
  test: {
    // Generous: a busy machine is slow, and nothing is proved by its speed.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    projects: [...workspaceFolders(), 'tools', 'e2e'].map((folder) => ({
      extends: true as const,
      test: {
        name: folder,
        root: folder,
        include: ['**/*.test.ts'],
        // One broker and one build of the console for all tests that need them: they stand in e2e.
        globalSetup: folder === 'e2e' ? ['broker/global-setup.ts', 'console/global-setup.ts'] : [],
        exclude: ['**/node_modules/**', '**/dist/**'],
        typecheck: { enabled: true, include: ['src/**/*.test-d.ts'], tsconfig: 'tsconfig.json' },
      },
    })),
  },
});
