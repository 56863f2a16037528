import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';
import { checkWorkspace } from './check-workspace.ts';

function tree(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'check-workspace-'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test('names the line where a connector imports another', () => {
  const root = tree({ 'connectors/a/src/connector.ts': "\nimport b from '@opencti-connectors/connector-b';\n" });

  const offences = checkWorkspace(root);

  expect(offences).toMatchObject([{ file: 'connectors/a/src/connector.ts', line: 2 }]);
});

test('refuses core in the sandbox, I/O in define and paths into other packages', () => {
  const root = tree({
    'packages/sandbox/src/a.ts': "import { uuid5 } from '@opencti-connectors/core/stix';",
    'packages/core/src/define/a.ts': "import { readFileSync } from 'node:fs';",
    'packages/core/src/drive/a.ts': "import { createPlatformClient } from '../client/client.ts';",
    'packages/testing/src/a.ts': "import { x } from '../../core/src/index.ts';",
  });

  expect(checkWorkspace(root).map((offence) => offence.file)).toHaveLength(4);
});

test('holds templates to the rules of connectors, and no connector to what is for tools', () => {
  const root = tree({
    'packages/cli/templates/a/src/connector.ts': "import { startSandbox } from '@opencti-connectors/sandbox';",
    'packages/cli/templates/b/src/connector.ts': "import { x } from '../../../src/index.ts';",
    'packages/cli/templates/c/src/connector.test.ts': "import { runOnce } from '@opencti-connectors/testing';",
    'connectors/d/src/connector.ts': "import { loadAccess } from '@opencti-connectors/core/tools';",
    'packages/cli/src/a.ts': "import { startSandbox } from '@opencti-connectors/sandbox';",
  });

  expect(checkWorkspace(root).map(({ file, why }) => [file, why])).toEqual([
    ['connectors/d/src/connector.ts', 'a connector uses core and core/stix, not core/tools'],
    ['packages/cli/templates/a/src/connector.ts', 'may import @opencti-connectors/core'],
    ['packages/cli/templates/b/src/connector.ts', 'a package reaches another only by its name'],
  ]);
});

test('allows what the floors allow', () => {
  const root = tree({
    'connectors/a/src/connector.ts': "import { defineStream } from '@opencti-connectors/core';",
    'connectors/a/src/connector.test.ts': "import { runOnce } from '@opencti-connectors/testing';",
    'packages/testing/src/a.ts': "import { drive } from '@opencti-connectors/core/ports';",
  });

  expect(checkWorkspace(root)).toEqual([]);
});

test('the sandbox may look for the files of the console, and import nothing of it; others may not', () => {
  const root = tree({
    'packages/sandbox/src/folder.ts': "const CONSOLE = '@opencti-connectors/console';",
    'packages/sandbox/src/page.ts': "import { App } from '@opencti-connectors/console';",
    'packages/core/src/a.ts': "const CONSOLE = '@opencti-connectors/console';",
    'packages/console/src/a.tsx': "import { startSandbox } from '@opencti-connectors/sandbox';",
  });

  expect(
    checkWorkspace(root)
      .map(({ file }) => file)
      .sort(),
  ).toEqual(['packages/console/src/a.tsx', 'packages/core/src/a.ts', 'packages/sandbox/src/page.ts']);
});

test('holds for this repository', () => {
  expect(checkWorkspace(join(import.meta.dirname, '..'))).toEqual([]);
});
