/** The files that people hand to their own Docker: does it understand them? */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { tryDocker } from './engine.ts';
import type { Check } from './smoke.ts';
import { bakeFile, type Target } from './targets.ts';

/** `docker/bake.hcl` with the derived targets, and `docker/compose.opencti.yml` with `docker/.env.example`. */
export function checkFiles(targets: readonly Target[]): Check[] {
  const compose = ['compose', '--file', 'docker/compose.opencti.yml', '--env-file', 'docker/.env.example'];
  const { code, stderr } = tryDocker(...compose, 'config', '--quiet');
  return [
    { what: 'docker/bake.hcl knows every image', wrong: unbaked(targets) },
    { what: 'docker/compose.opencti.yml is understood', wrong: code === 0 ? [] : [stderr] },
  ];
}

interface Baked {
  readonly target: Readonly<Record<string, { readonly tags?: readonly string[]; readonly target?: string }>>;
}

/** What bake would build otherwise than it should. */
function unbaked(targets: readonly Target[]): string[] {
  const folder = mkdtempSync(join(tmpdir(), 'opencti-images-'));
  const file = join(folder, 'targets.json');
  writeFileSync(file, JSON.stringify(bakeFile(targets, true)));
  const { code, stdout, stderr } = tryDocker('buildx', 'bake', '--file', 'docker/bake.hcl', '--file', file, '--print');
  rmSync(folder, { recursive: true });
  if (code !== 0) return [stderr];
  const { target: baked } = JSON.parse(stdout) as Baked;
  const isRight = ({ name, stage, image, version }: Target) =>
    baked[name]?.target === stage && (baked[name]?.tags?.[0]?.endsWith(`/${image}:${version}`) ?? false);
  return targets.filter((target) => !isRight(target)).map(({ name }) => `${name}: ${JSON.stringify(baked[name])}`);
}
