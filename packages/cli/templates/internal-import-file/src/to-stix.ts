import { observableOf, type StixObject } from '@opencti-connectors/core/stix';

/** Something that looks like a host name, an address, a URL, a mailbox, an AS number or a hash. */
const VALUE = /^[^\s,;{}<>"]+[.:@][^\s,;{}<>"]+$|^AS\d+$|^[0-9a-f]{32,128}$/i;

/** `hxxp://quiet-heron[.]example` as it was before somebody made it harmless. */
function refang(text: string): string {
  return text.replace(/^hxxp/i, 'http').replaceAll(/\[(\.|:|@)\]/g, '$1');
}

/** The observable of a line; nothing for an empty line or a comment, `undefined` for what is none. */
export function toStix(line: string): StixObject | 'nothing' | undefined {
  const value = refang(line.replace(/(^|\s)#.*$/, '').trim());
  if (value === '') return 'nothing';
  return VALUE.test(value) ? observableOf(value) : undefined;
}
