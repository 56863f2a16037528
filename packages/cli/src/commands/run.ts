import { type LogLine, parseLine, runConnector } from '../child.ts';
import { prettyLine } from '../log-lines.ts';
import { openConnector } from '../place.ts';
import { columns, isLively, print, printAsJson, say, style } from '../terminal.ts';

interface RunOptions {
  readonly once?: boolean;
  readonly dry?: boolean;
  readonly json?: boolean;
}

/** What a dry run would have sent. */
export interface DrySummary {
  readonly connector: string;
  /** Bundles, and the parts that they are split into. */
  readonly bundles: number;
  readonly parts: number;
  readonly byType: Readonly<Record<string, number>>;
}

/** `octc run`: the connector as a process of its own. With `--dry`, what it would have sent is summed up at the end. */
export async function runIt(named: string | undefined, { once, dry, json }: RunOptions): Promise<number> {
  const { path, slug } = await openConnector(named);
  const summary = new Summary(slug);
  const flags = [...(once ? ['--once'] : []), ...(dry ? ['--dry'] : [])];
  // The log is the data of a run, but only goes along with the summary of a dry one.
  const write = dry && json ? say : print;
  const code = await runConnector(path, flags, (text) => {
    const line = parseLine(text);
    if (line) summary.take(line);
    write(line && isLively && !json ? prettyLine(line) : text);
  });
  if (dry && json) printAsJson(summary.value);
  else if (dry) print(summary.text());
  return code;
}

class Summary {
  readonly #connector: string;
  readonly #byType = new Map<string, number>();
  #bundles = 0;
  #parts = 0;

  constructor(connector: string) {
    this.#connector = connector;
  }

  /** Notes what the queue of a dry run says it would send. */
  take({ message, attributes = {} }: LogLine): void {
    if (message !== 'dry run: nothing is sent') return;
    this.#bundles += 1;
    this.#parts += Number(attributes.parts ?? 0);
    for (const [type, count] of Object.entries(Object(attributes.by_type) as Record<string, number>)) {
      this.#byType.set(type, (this.#byType.get(type) ?? 0) + count);
    }
  }

  get value(): DrySummary {
    const sorted = [...this.#byType].sort(([a, x], [b, y]) => y - x || a.localeCompare(b));
    return {
      connector: this.#connector,
      bundles: this.#bundles,
      parts: this.#parts,
      byType: Object.fromEntries(sorted),
    };
  }

  text(): string {
    const { bundles, parts, byType } = this.value;
    if (bundles === 0) return `\n${style('bold', 'Nothing would have been sent.')}`;
    const rows = Object.entries(byType).map(([type, count]) => [`  ${type}`, String(count).padStart(7)]);
    const what = `${parts} ${parts === 1 ? 'object' : 'objects'} in ${bundles} ${bundles === 1 ? 'bundle' : 'bundles'}`;
    return ['', `${style('bold', 'Would have been sent:')} ${what}`, ...columns(rows)].join('\n');
  }
}
