import { checkConnector, type Finding, type SettingOrigin, settingOrigins } from '@opencti-connectors/core/tools';
import { settingsOf } from '../documents/config-schema.ts';
import type { Connector } from '../documents/folder.ts';
import { EXIT } from '../exit-codes.ts';
import { kindWords } from '../kinds.ts';
import { openConnector } from '../place.ts';
import { columns, cut, mark, print, printAsJson, style, width, wrap } from '../terminal.ts';

/** `octc check`: where each setting comes from, and whatever would keep the connector from its work. */
export async function check(named: string | undefined, options: { all?: boolean; json?: boolean }): Promise<number> {
  const { definition } = await openConnector(named);
  const where = { env: process.env, cwd: process.cwd() };
  const settings = settingOrigins(definition, where);
  const findings: Finding[] = [];
  if (!options.json) print(settingsText(definition, settings, options.all ?? false));
  const { problems, wrongSettings } = await checkConnector(definition, where, (finding) => {
    findings.push(finding);
    if (!options.json) for (const line of findingLines(finding)) print(line);
  });
  if (options.json)
    printAsJson({ connector: definition.slug, ok: problems === 0, settings: given(settings), findings });
  else print(`\n${verdict(problems)}`);
  return problems === 0 ? EXIT.ok : wrongSettings ? EXIT.settings : EXIT.failed;
}

function given(settings: readonly SettingOrigin[]) {
  return settings.map(({ variable, path, value, from, required }) => ({ variable, path, value, from, required }));
}

function settingsText(definition: Connector, settings: readonly SettingOrigin[], all: boolean): string {
  const { own, shared } = settingsOf(definition);
  const concerned = new Set([...own, ...shared].map(({ variable }) => variable));
  const isGiven = ({ from }: SettingOrigin) => from !== 'default' && from !== 'definition' && from !== 'nowhere';
  const shown = settings.filter(
    (one) => isGiven(one) || one.required || own.some(({ variable }) => variable === one.variable) || all,
  );
  const rest = settings.filter((one) => !shown.includes(one) && concerned.has(one.variable)).length;
  return [
    `${style('bold', definition.name)}  ${style('dim', `${definition.slug}, ${kindWords(definition.kind)}`)}`,
    '',
    ...columns(shown.map((one) => settingCells(one))).map((line) => `  ${line}`),
    ...(rest > 0 ? [style('dim', `  and ${rest} more at their defaults; --all shows every one`)] : []),
    '',
  ].join('\n');
}

function settingCells({ variable, value, from, required }: SettingOrigin): string[] {
  const missing = required && from === 'nowhere';
  const shown =
    value === undefined || value === '' ? style(missing ? 'red' : 'dim', missing ? 'missing' : '–') : cut(value, 44);
  const origin = from === 'nowhere' ? '' : from;
  const isDefault = from === 'default' || from === 'definition';
  return [
    isDefault || from === 'nowhere' ? variable : style('bold', variable),
    shown,
    style(isDefault ? 'dim' : 'cyan', origin),
  ];
}

const SUBJECT_WIDTH = 14;

function findingLines(finding: Finding): string[] {
  const { level, subject, message } = finding;
  const [first = '', ...rest] = wrap(message, width() - SUBJECT_WIDTH - 4);
  const indent = ' '.repeat(SUBJECT_WIDTH + 4);
  const detail = details(finding).flatMap((text) => wrap(text, width() - SUBJECT_WIDTH - 4));
  return [
    `  ${mark(level)} ${style('dim', subject.padEnd(SUBJECT_WIDTH))}${level === 'bad' ? style('red', first) : first}`,
    ...rest.map((line) => indent + (level === 'bad' ? style('red', line) : line)),
    ...detail.map((line) => indent + style('dim', line)),
  ];
}

/** Values that the message does not say already. */
function details({ subject, message, fields }: Finding): string[] {
  const { error, platform_version, user, broker, host, path } = fields;
  if (subject === 'settings') return [];
  if (typeof error === 'string') return [error];
  if (platform_version !== undefined) return [`OpenCTI ${platform_version}, as ${user}`];
  const place = broker ?? host ?? path;
  return typeof place === 'string' && !message.includes(place) ? [place] : [];
}

function verdict(problems: number): string {
  if (problems === 0) return style('green', 'Everything that can be known beforehand is in order.');
  const count = problems === 1 ? '1 problem' : `${problems} problems`;
  return style(['red', 'bold'], `${count}: this connector cannot do its work yet.`);
}
