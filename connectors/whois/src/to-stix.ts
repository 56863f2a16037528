import {
  autonomousSystem,
  type CommonProperties,
  country,
  domainName,
  emailAddress,
  identity,
  ipv4Address,
  ipv6Address,
  note,
  organization,
  relationship,
  type StixId,
  type StixObject,
} from '@opencti-connectors/core/stix';
import ipaddr from 'ipaddr.js';
import { noteText } from './note.ts';
import type { Contact, Registration } from './registration.ts';
import type { Settings } from './settings.ts';
import type { Subject } from './subject.ts';

const COUNTRY_NAMES = new Intl.DisplayNames(['en'], { type: 'region', fallback: 'none' });
const DAY_MS = 86_400_000;

interface Given {
  readonly entity: StixObject;
  readonly subject: Subject;
  readonly registration: Registration;
  readonly settings: Settings;
  readonly now: Date;
}

/**
 * What a registry said, as STIX around the entity. All ids are made of names: dates stand in descriptions and in the
 * note, never in what makes an id, so that nothing moves when nothing changed.
 */
export function toStix({ entity, subject, registration, settings, now }: Given): StixObject[] {
  const objects: StixObject[] = [];
  const add = <Added extends StixObject>(object: Added): Added => {
    objects.push(object);
    return object;
  };
  const relate: Relate = (from, name, to, description) => {
    add(relationship(from as StixObject, name, to as StixObject, { description } as CommonProperties));
  };
  const held = heldObject(entity, subject, add, relate);
  const holder = settings.registrant ? addHolder(held, registration, add, relate) : undefined;
  if (settings.registrar) addRegistrar(held, registration, settings, add, relate);
  if (settings.contacts) addContacts(held, holder, registration, add, relate);
  if (settings.nameServers) addNameServers(held, registration, add, relate);
  if (settings.country) addCountry(held, holder, registration, add, relate);
  for (const number of registration.origins) {
    if (subject.kind === 'ip') relate(held, 'belongs-to', add(autonomousSystem(number)), 'Announces the network');
  }
  if (settings.note) add(noteOf(held, subject, registration, settings));
  if (isNew(registration, settings, now))
    add({ id: held.id, type: held.type, value: held.value, labels: ['newly-registered'] });
  return objects;
}

type Add = <Added extends StixObject>(object: Added) => Added;
type Relate = (from: StixObject, name: string, to: StixObject, description: string) => void;

/** What the registration is of: the entity, or the registrable domain that it belongs to. */
function heldObject(entity: StixObject, subject: Subject, add: Add, relate: Relate): StixObject {
  if (subject.kind === 'domain') {
    if (entity.type === 'domain-name' && subject.asked === subject.name) return entity;
    const domain = domainName(subject.name);
    relate(entity, 'related-to', add(domain), 'Registered domain of this name');
    return domain;
  }
  if (subject.kind === 'autnum' || entity.type.startsWith('ipv')) return entity;
  const address = add(addressOf(subject.name));
  relate(entity, 'related-to', address, 'Address in this name');
  return address;
}

function addHolder(held: StixObject, { contacts }: Registration, add: Add, relate: Relate) {
  const contact = contacts.find(
    ({ roles, name, organization }) => roles.includes('registrant') && (organization ?? name),
  );
  const name = contact?.organization ?? contact?.name;
  if (!contact || !name) return undefined;
  const person = contact.isPerson && contact.organization === undefined;
  const holder = add(person ? identity({ name, identity_class: 'individual' }) : organization({ name }));
  // The platform knows no holder of an autonomous system.
  relate(held, held.type === 'autonomous-system' ? 'related-to' : 'belongs-to', holder, 'Holder');
  return holder;
}

function addRegistrar(
  held: StixObject,
  registration: Registration,
  settings: Settings,
  add: Add,
  relate: Relate,
): void {
  const { registrar, registered, changed, expires } = registration;
  const name = registrar?.organization ?? registrar?.name;
  if (!registrar || !name) return;
  const made = add(organization({ name }));
  const facts = [
    registrar.ianaId && `IANA ID ${registrar.ianaId}`,
    registered && `registered ${registered}`,
    changed && `last changed ${changed}`,
    expires && `expires ${expires}`,
  ];
  relate(held, 'related-to', made, ['Registrar', ...facts.filter(Boolean)].join(', '));
  if (!settings.contacts) return;
  for (const value of registrar.emails)
    relate(made, 'related-to', add(emailAddress(value)), 'Abuse desk of the registrar');
}

/** Addresses of the holder and its contacts. The abuse desk of a network is its holder's, that of a domain the registrar's. */
function addContacts(
  held: StixObject,
  holder: StixObject | undefined,
  { contacts }: Registration,
  add: Add,
  relate: Relate,
): void {
  const roles = new Map<string, Set<string>>();
  const isDesk = (contact: Contact) => held.type === 'domain-name' && contact.roles.every((role) => role === 'abuse');
  for (const contact of contacts.filter((one) => !isDesk(one))) {
    for (const value of contact.emails) roles.set(value, new Set([...(roles.get(value) ?? []), ...contact.roles]));
  }
  for (const [value, named] of roles) {
    const from = named.has('abuse') && holder ? holder : held;
    relate(from, 'related-to', add(emailAddress(value)), `Contact: ${[...named].sort().join(', ')}`);
  }
}

function addNameServers(held: StixObject, { nameServers }: Registration, add: Add, relate: Relate): void {
  for (const { name, addresses } of nameServers) {
    const server = add(domainName(name));
    if (server.id !== held.id) relate(held, 'related-to', server, 'Name server');
    for (const address of addresses.filter((one) => ipaddr.isValid(one))) {
      relate(server, 'resolves-to', add(addressOf(address)), 'Address that the registry gives');
    }
  }
}

/** The country of a network; of a domain that of its holder. */
function addCountry(
  held: StixObject,
  holder: StixObject | undefined,
  { country: own, contacts }: Registration,
  add: Add,
  relate: Relate,
): void {
  const theirs = contacts.find((contact) => contact.roles.includes('registrant') && contact.country)?.country;
  const place = placeOf(own ?? theirs ?? '');
  if (!place) return;
  const made = add(place);
  const ofHolder = own === undefined && holder?.identity_class === 'organization';
  if (ofHolder) relate(holder, 'located-at', made, 'Country of the holder');
  else if (own && held.type.startsWith('ipv')) relate(held, 'located-at', made, 'Country of the network');
  else relate(held, 'related-to', made, `Country of the ${own ? 'autonomous system' : 'holder'}`);
}

/** By the English name, with the code as an alias: the platform finds a country by either. */
function placeOf(given: string): StixObject | undefined {
  if (given.length !== 2) return given === '' ? undefined : country({ name: given });
  const code = given.toUpperCase();
  const name = /^[A-Z]{2}$/.test(code) ? COUNTRY_NAMES.of(code) : undefined;
  return name ? country({ name, country: code, x_opencti_aliases: [code] }) : undefined;
}

function noteOf(held: StixObject, subject: Subject, registration: Registration, settings: Settings): StixObject {
  const since = registration.changed ?? registration.registered;
  const url = settings.externalReference ? registration.sources.find((source) => source.startsWith('http')) : undefined;
  return note({
    abstract: `Registration of ${subject.name}`,
    content: noteText(registration),
    object_refs: [held.id as StixId],
    ...(since ? { created: `${since}T00:00:00.000Z` } : {}),
    ...(url ? { external_references: [{ source_name: 'RDAP', url }] } : {}),
  });
}

function isNew({ registered }: Registration, { newDays }: Settings, now: Date): boolean {
  return registered !== undefined && now.getTime() - Date.parse(registered) < newDays * DAY_MS;
}

function addressOf(text: string): StixObject {
  const address = ipaddr.process(text.replace(/\/\d+$/, ''));
  return address.kind() === 'ipv4' ? ipv4Address(String(address)) : ipv6Address(String(address));
}
