import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import type { CopyTarget } from './copies.ts';
import { isCopyOf } from './copy-document.ts';

const UNFINISHED = '.tmp';

/** Copies in a directory, which is made when it is not there. Readers never see half a file. */
export class DirectoryCopies implements CopyTarget {
  readonly bundleType = 'DIRECTORY_BUNDLE';
  readonly place: string;
  readonly retentionDays: number;
  readonly #connectorName: string;

  constructor(path: string, retentionDays: number, connectorName: string) {
    this.place = path;
    this.retentionDays = retentionDays;
    this.#connectorName = connectorName;
  }

  async write(name: string, text: string): Promise<void> {
    await mkdir(this.place, { recursive: true });
    const path = join(this.place, name);
    const file = await open(`${path}${UNFINISHED}`, 'wx');
    try {
      await file.writeFile(text);
      await file.sync();
    } catch (error) {
      await unlink(`${path}${UNFINISHED}`).catch(() => undefined);
      throw error;
    } finally {
      await file.close();
    }
    await rename(`${path}${UNFINISHED}`, path);
  }

  /** Files of other connectors stay, whatever their age; what a killed process left unfinished goes too. */
  async removeBefore(time: Date): Promise<number> {
    const names = await readdir(this.place);
    let removed = 0;
    for (const name of names.filter((one) => isCopyOf(this.#connectorName, one.replace(/\.tmp$/, '')))) {
      const path = join(this.place, name);
      if ((await stat(path)).mtimeMs >= time.getTime()) continue;
      await unlink(path);
      removed += 1;
    }
    return removed;
  }
}
