import { parseLine, runConnector } from '../child.ts';
import { CommandError } from '../exit-codes.ts';
import { prettyLine } from '../log-lines.ts';
import { openConnector } from '../place.ts';
import { isLively, mark, print, printAsJson, say } from '../terminal.ts';

/** `octc replay`: delivers dead letters once more. Its exit code is the connector's: 1 when some are left. */
export async function replay(named: string | undefined, { json }: { json?: boolean }): Promise<number> {
  const { path, slug, definition } = await openConnector(named);
  if (definition.kind !== 'STREAM' || !definition.dataDir) {
    throw new CommandError(`${slug} keeps no dead letters: only connectors of live streams with a data folder do.`);
  }
  let counts: { delivered: number; left: number } | undefined;
  const code = await runConnector(path, ['--replay'], (text) => {
    const line = parseLine(text);
    if (line?.message === 'dead letters replayed') counts = line.attributes as typeof counts;
    (json ? say : print)(line && isLively && !json ? prettyLine(line) : text);
  });
  if (json) printAsJson({ connector: slug, ok: code === 0, ...counts });
  else if (counts)
    print(`\n${mark(counts.left > 0 ? 'bad' : 'good')} ${counts.delivered} delivered, ${counts.left} left`);
  return code;
}
