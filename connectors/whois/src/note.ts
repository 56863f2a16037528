import type { Contact, Registration } from './registration.ts';

/**
 * All that was found as a Markdown table. Only what the registry says, nothing of the moment: as long as nothing
 * changes, the text is the same, and so is the id of the note.
 */
export function noteText(registration: Registration): string {
  const { registrar, contacts, nameServers, signed, statuses, hidden, sources, origins } = registration;
  const rows: [string, string | undefined][] = [
    ['Name', registration.name],
    ['Range', registration.range],
    ['Type', registration.type],
    ['Country', registration.country],
    ['Announced by', origins.map((number) => `AS${number}`).join(', ')],
    ['Registrar', registrar && described(registrar)],
    ...contacts.map((contact): [string, string] => [title(contact.roles.join(', ')) || 'Contact', described(contact)]),
    ['Registered', registration.registered],
    ['Last changed', registration.changed],
    ['Transferred', registration.transferred],
    ['Expires', registration.expires],
    ['Status', [...statuses].sort().join(', ')],
    [
      'Name servers',
      nameServers
        .map(({ name }) => name)
        .sort()
        .join(', '),
    ],
    ['DNSSEC', signed === undefined ? undefined : signed ? 'signed' : 'not signed'],
    ['Handle', registration.handle],
    ['Parent', registration.parent],
    ['Hidden', hidden.join(', ')],
    ['Source', sources.join(', ')],
  ];
  const lines = rows.filter(([, value]) => value).map(([name, value]) => `| ${name} | ${cell(value ?? '')} |`);
  return ['| | |', '|---|---|', ...lines].join('\n');
}

function described({ name, organization, isPerson: _isPerson, emails, phones, country, ianaId }: Contact): string {
  const number = ianaId ? `IANA ${ianaId}` : undefined;
  const parts = [organization, name === organization ? undefined : name, number, ...emails, ...phones, country];
  return parts.filter((part) => part !== undefined).join(', ');
}

function title(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** What would end the cell or make a link, an image or markup of a registrant's own. */
function cell(text: string): string {
  return text.replace(/[\\|`*_[\]<>!#~]/g, (mark) => `\\${mark}`);
}
