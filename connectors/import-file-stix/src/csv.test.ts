import {
  autonomousSystem,
  domainName,
  file,
  ipv4Address,
  tlpId,
  tlpMarking,
  url,
  validate,
} from '@opencti-connectors/core/stix';
import { expect, test } from 'vitest';
import { PROPERTIES } from './csv-columns.data.ts';
import { NOW, read } from './file.fixtures.ts';

const MD5 = 'd41d8cd98f00b204e9800998ecf8427e';
const SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

test.for<[string, object]>([
  ['198.51.100.1', { type: 'ipv4-addr', value: '198.51.100.1' }],
  ['198[.]51[.]100[.]0/24', { type: 'ipv4-addr', value: '198.51.100.0/24' }],
  ['2001:db8::1', { type: 'ipv6-addr', value: '2001:db8::1' }],
  ['2001[:]db8[:][:]1', { type: 'ipv6-addr', value: '2001:db8::1' }],
  ['Evil[.]Example', { type: 'domain-name', value: 'evil.example' }],
  ['evil(dot)example', { type: 'domain-name', value: 'evil.example' }],
  ['bücher.example', { type: 'domain-name', value: 'bücher.example' }],
  ['hxxps[://]evil[.]example/A?b=[c]', { type: 'url', value: 'https://evil.example/A?b=[c]' }],
  ['hXXp://evil\\.example/', { type: 'url', value: 'http://evil.example/' }],
  ['fxp://evil.example/', { type: 'url', value: 'ftp://evil.example/' }],
  ['who[at]evil[.]example', { type: 'email-addr', value: 'who@evil.example' }],
  ['AA:BB:CC:00:11:22', { type: 'mac-addr', value: 'aa:bb:cc:00:11:22' }],
  ['AS64496', { type: 'autonomous-system', number: 64496 }],
  [MD5.toUpperCase(), { type: 'file', hashes: { MD5 } }],
  [SHA256, { type: 'file', hashes: { 'SHA-256': SHA256 } }],
  ['invoice.pdf.exe', { type: 'file', name: 'invoice.pdf.exe' }],
  ['HKLM\\Software\\Evil', { type: 'windows-registry-key', key: 'HKLM\\Software\\Evil' }],
])('%s shows its type', async ([value, expected]) => {
  const { objects, refused } = await read(`value\n${value}\n`);
  expect(refused).toEqual([]);
  expect(objects).toMatchObject([expected]);
});

test.for<[string, string, object]>([
  ['Domain-Name', 'evil.zip', { type: 'domain-name' }],
  ['StixFile', 'evil.com', { type: 'file', name: 'evil.com' }],
  ['sha256', SHA256, { type: 'file', hashes: { 'SHA-256': SHA256 } }],
  ['host', 'WWW.evil.example', { type: 'hostname', value: 'www.evil.example' }],
  ['Mutex', 'Global\\x', { type: 'mutex', name: 'Global\\x' }],
  ['asn', '64496', { type: 'autonomous-system', number: 64496 }],
  ['user_agent', 'curl/8', { type: 'user-agent', value: 'curl/8' }],
  ['process', 'cmd /c x', { type: 'process', command_line: 'cmd /c x' }],
])('a column says the type: %s', async ([type, value, expected]) => {
  expect(await read(`type,value\n${type},${value}`)).toMatchObject({ objects: [expected], refused: [] });
});

test('ids are those that core makes', async () => {
  const { objects } = await read(`value\nexample.org\nhttp://a.example/\n10.0.0.1\nAS1\n${MD5}`);
  const made = [domainName('example.org'), url('http://a.example/'), ipv4Address('10.0.0.1'), autonomousSystem(1)];
  expect(objects).toEqual([...made, file({ hashes: { MD5 } })]);
});

test('cells of a row stand on its observable', async () => {
  const text = `Value;Description;Tags;Score;TLP;Owner\n1.2.3.4;"Seen; ""twice""\n\nand more";"a, b|c";70;amber;me\n`;
  const { objects, refused, said } = await read(
    `\ufeff${text}5.6.7.8;;;;TLP:AMBER;\n\n;;;;;\n`.replaceAll('\n', '\r\n'),
  );
  expect(refused).toEqual([]);
  expect(said).toEqual(['Columns left out: Owner']);
  const marked = { object_marking_refs: [tlpId('TLP:AMBER')] };
  expect(objects).toEqual([
    tlpMarking('TLP:AMBER'),
    ipv4Address('1.2.3.4', {
      x_opencti_description: 'Seen; "twice"\n\nand more',
      x_opencti_labels: ['a', 'b', 'c'],
      x_opencti_score: 70,
      ...marked,
    }),
    ipv4Address('5.6.7.8', marked),
  ]);
});

test('a pattern makes an indicator', async () => {
  const pattern = "[url:value = 'http://a.example/']";
  const text = `pattern\tname\tdescription\tconfidence\tvalid_from\tvalid_until\tlabels\n${pattern}\tBad\tVery\t80\t2026-01-31\t2026-02-01 10:00\tx\nrule\t\t\t\t\t\t`;
  const { objects } = await read(`${text}\n`);
  expect(objects).toMatchObject([
    {
      ...{ type: 'indicator', name: 'Bad', description: 'Very', pattern, pattern_type: 'stix', confidence: 80 },
      ...{ valid_from: '2026-01-31T00:00:00.000Z', valid_until: '2026-02-01T10:00:00.000Z', labels: ['x'] },
    },
    { type: 'indicator', name: 'rule', pattern: 'rule', valid_from: NOW.toISOString() },
  ]);
});

test('a value makes an indicator where that is wanted, based on its observable', async () => {
  const text = `value,name,score\n"it's.example",,40\n`.replace("it's", 'evil');
  const both = (await read(text, { csvCreate: 'both' })).objects;
  const observed = domainName('evil.example', { x_opencti_score: 40 });
  expect(both[0]).toEqual(observed);
  expect(both[1]).toMatchObject({
    ...{
      type: 'indicator',
      name: 'evil.example',
      pattern: "[domain-name:value = 'evil.example']",
      x_opencti_score: 40,
    },
    x_opencti_main_observable_type: 'Domain-Name',
  });
  expect(both[2]).toMatchObject({ relationship_type: 'based-on', source_ref: both[1]?.id, target_ref: observed.id });
  expect((await read(text, { csvCreate: 'indicators' })).objects).toEqual([both[1]]);
});

test('hashes and a name in columns of their own make one file', async () => {
  const { objects } = await read(`md5,SHA-256,file name\n${MD5},${SHA256},a.exe\n,,b.exe\n`);
  expect(objects).toEqual([file({ hashes: { MD5, 'SHA-256': SHA256 }, name: 'a.exe' }), file({ name: 'b.exe' })]);
});

test('what our CSV exporter writes of observables is read back', async () => {
  const header = 'entity_type;hashes;MD5;SHA-256;name;value;observable_value;x_opencti_description;x_opencti_score';
  const marks = 'createdBy;objectMarking;objectLabel;created_at;standard_id;id';
  const rows = [
    [
      'Domain-Name',
      '',
      '',
      '',
      '',
      'evil.example',
      'evil.example',
      'Seen',
      '70',
      'Me',
      'TLP:GREEN',
      'a,b',
      '2026',
      'x',
      'y',
    ],
    [
      'StixFile',
      `MD5:${MD5}`,
      MD5,
      SHA256,
      'a.exe',
      '',
      SHA256,
      '',
      '50',
      '',
      'TLP:RED,TLP:GREEN',
      '',
      '2026',
      'x',
      'y',
    ],
  ];
  const lines = rows.map((row) => row.map((cell) => `"${cell}"`).join(';'));
  const { objects, refused } = await read(`\ufeff${header};${marks}\r\n${lines.join('\r\n')}\r\n`);
  expect(refused).toEqual([]);
  const [green, red] = [tlpMarking('TLP:GREEN'), tlpMarking('TLP:RED')];
  expect(objects).toEqual([
    green,
    domainName('evil.example', {
      ...{ x_opencti_description: 'Seen', x_opencti_labels: ['a', 'b'], x_opencti_score: 70 },
      object_marking_refs: [green.id],
    }),
    red,
    file({
      ...{ hashes: { MD5, 'SHA-256': SHA256 }, name: 'a.exe', x_opencti_score: 50 },
      object_marking_refs: [red.id, green.id],
    }),
  ]);
});

test('a bad row is refused with its column, the others go through', async () => {
  const rows = [
    ['hello world', '', '', '', ''],
    ['1.2.3.4', 'domain', '', '', ''],
    ['1.2.3.4', 'planet', '', '', ''],
    ['1.2.3.4', '', '101', '', ''],
    ['1.2.3.4', '', '', 'purple', ''],
    ['1.2.3.4', '', '', '', 'soon'],
    ['999.2.3.4', 'ip', '', '', ''],
    ['', 'ip', '', '', ''],
    ['5.6.7.8', 'ip', '', '', '', 'more'],
    ['5.6.7.8', 'ip'],
  ];
  const text = ['value,type,score,tlp,valid_from', ...rows.map((row) => row.join(','))].join('\n');
  const { objects, refused } = await read(text);
  expect(objects).toEqual([ipv4Address('5.6.7.8')]);
  expect(refused.map(({ path }) => path)).toEqual([
    'row 2, column value',
    'row 3, column value',
    'row 4, column type',
    'row 5, column score',
    'row 6, column tlp',
    'row 7, column valid_from',
    'row 8, column value',
    'row 9, column value',
    'row 10',
  ]);
});

test('a quote that nothing closes, and text that is not UTF-8, spoil their rows only', async () => {
  const text = Buffer.from(
    'value,description\n1.1.1.1,"open\n2.2.2.2,fine\n3.3.3.3,caf\u00e9\n4.4.4.4,5" disk\n',
    'latin1',
  );
  for (const size of [1, 9, 65_536]) {
    const { objects, refused } = await read(Buffer.concat([text, Buffer.from('5.5.5.5,ok\n'.repeat(3))]), { size });
    expect(objects.map(({ value }) => value)).toContain('5.5.5.5');
    expect(refused.length).toBeGreaterThan(0);
  }
  const unclosed = await read(`value,description\n1.1.1.1,"open\n${'2.2.2.2,fine\n'.repeat(5_000)}`);
  expect(unclosed.objects).toHaveLength(5_000);
  expect(unclosed.refused).toEqual([{ path: 'row 2 (line 2)', reason: 'has a quote that nothing closes' }]);
});

test('blank rows before the header are passed over, and a header that cannot be read is said', async () => {
  expect((await read('\n\nvalue\n1.2.3.4\nx\n')).refused).toMatchObject([{ path: 'row 5, column value' }]);
  const message = expect.stringMatching(/first row is not UTF-8 at byte 6/);
  await expect(read(Buffer.from('value,\u00e9\n', 'latin1'))).rejects.toMatchObject({ code: 'INPUT', message });
});

test.for(Object.keys(PROPERTIES))('an observable and its indicator can be made of %s', async (type) => {
  const values = [
    '1.2.3.4',
    '2001:db8::1',
    'a.example',
    'a@a.example',
    'http://a/',
    '00:11:22:33:44:55',
    'HKLM\\x',
    '64496',
  ];
  const text = ['type,value', ...values.map((value) => `${type},${value}`)].join('\n');
  const { objects, refused } = await read(text, { csvCreate: 'both' });
  const indicators = objects.filter((one) => one.type === 'indicator');
  expect(indicators.length + refused.length).toBe(values.length);
  expect(indicators.length).toBeGreaterThan(0);
  expect(objects.flatMap((object) => validate(object))).toEqual([]);
});

test('a text that names no column of ours is not ours', async () => {
  for (const content of [`value${',x'.repeat(2_000)}`, 'Hello, world', '1.2.3.4\n5.6.7.8\n', 'a,b\n1,2']) {
    await expect(read(content)).rejects.toMatchObject({
      code: 'NOT_OURS',
      message: expect.stringContaining('no table'),
    });
  }
});
