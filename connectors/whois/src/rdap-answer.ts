import { SourceError } from '@opencti-connectors/core';
import { clean, day, email, host, isPrivacyService, shown } from './clean.ts';
import type { Contact, Registration } from './registration.ts';
import type { Subject } from './subject.ts';

/** An object of an RDAP answer (RFC 9083), as it came. */
export type Rdap = Readonly<Record<string, unknown>>;

/** More of anything than this is somebody's joke. */
const MOST = 20;
/** Contacts stand inside contacts, such as the abuse desk of a registrar. */
const DEEPEST = 3;

interface Entity {
  readonly contact: Contact;
  readonly inside: Contact[];
}

/** What an RDAP answer says. @throws SourceError for an answer about something else. */
export function readRdap(answer: Rdap, subject: Subject, url: string): Registration {
  refuseOther(answer, subject, url);
  const hiding = redactions(answer);
  const entities = entitiesOf(answer, hiding.isHidden);
  const registrar = entities.find(({ contact }) => contact.roles.includes('registrar'));
  const others = entities.flatMap((entity) => (entity === registrar ? [] : [entity.contact, ...entity.inside]));
  const proxies = others.filter(isProxy).map(({ name, organization }) => organization ?? name ?? '');
  const events = new Map(objects(answer.events).map((event) => [clean(event.eventAction), day(event.eventDate)]));
  return {
    ...defined({
      handle: clean(answer.handle),
      signed: signedOf(answer.secureDNS),
      registrar: registrar && withAbuse(registrar),
      registered: events.get('registration'),
      changed: events.get('last changed'),
      expires: events.get('expiration') ?? events.get('registrar expiration'),
      transferred: events.get('transfer'),
      ...numbersOf(answer, subject),
    }),
    statuses: texts(answer.status).filter((status) => status !== 'active' || subject.kind !== 'domain'),
    nameServers: subject.kind === 'domain' ? nameServersOf(answer) : [],
    contacts: others.filter((contact) => !isProxy(contact)).slice(0, MOST),
    origins: list(answer.arin_originas0_originautnums).map(Number).filter(Number.isInteger).slice(0, MOST),
    hidden: [...new Set([...hiding.names, ...proxies])].slice(0, MOST),
    sources: [url],
  };
}

/** Where the registrar's own answer is: the link that a thin registry gives (`rel` related). */
export function relatedUrl(answer: Rdap): string | undefined {
  const related = objects(answer.links).find(
    ({ rel, type, href }) =>
      rel === 'related' && typeof href === 'string' && (type === undefined || String(type).includes('rdap')),
  );
  return clean(related?.href);
}

function refuseOther(answer: Rdap, { kind, name }: Subject, url: string): void {
  if (kind !== 'domain') return;
  const said = clean(answer.ldhName)?.toLowerCase().replace(/\.$/, '');
  if (said && said !== name) {
    throw new SourceError(`${url} answers about ${said}, and was asked about ${name}`, { code: 'OTHER_OBJECT' });
  }
}

function numbersOf(answer: Rdap, { kind }: Subject) {
  if (kind === 'domain') return {};
  const cidrs = objects(answer.cidr0_cidrs).map(
    ({ v4prefix, v6prefix, length }) => `${clean(v4prefix) ?? clean(v6prefix)}/${Number(length)}`,
  );
  const ends = [answer.startAddress ?? answer.startAutnum, answer.endAddress ?? answer.endAutnum]
    .map(String)
    .map(clean);
  return {
    name: clean(answer.name),
    type: clean(answer.type),
    country: clean(answer.country),
    parent: clean(answer.parentHandle),
    range: cidrs.slice(0, MOST).join(', ') || (ends.includes('undefined') ? undefined : ends.join(' - ')),
  };
}

function entitiesOf(answer: Rdap, isHidden: IsHidden): Entity[] {
  return objects(answer.entities).map((entity) => ({
    contact: contactOf(entity, isHidden),
    inside: nested(entity, 1).map((one) => contactOf(one, isHidden)),
  }));
}

function nested(entity: Rdap, depth: number): Rdap[] {
  if (depth > DEEPEST) return [];
  return objects(entity.entities).flatMap((one) => [one, ...nested(one, depth + 1)]);
}

/** The registrar with the addresses of its abuse desk: its own are for its customers. */
function withAbuse({ contact, inside }: Entity): Contact {
  const abuse = inside.filter(({ roles }) => roles.includes('abuse'));
  return { ...contact, emails: abuse.flatMap(({ emails }) => emails), phones: abuse.flatMap(({ phones }) => phones) };
}

function isProxy({ name, organization, roles }: Contact): boolean {
  return roles.includes('proxy') || isPrivacyService(organization) || isPrivacyService(name);
}

/** A contact from its jCard (RFC 7095): rows of name, parameters, type and value. */
function contactOf({ roles, vcardArray, publicIds }: Rdap, isHidden: IsHidden): Contact {
  const rows = list(list(vcardArray)[1]).filter(Array.isArray) as unknown[][];
  const named = texts(roles);
  const all = (property: string) => rows.filter(([name]) => clean(name)?.toLowerCase() === property);
  const values = (property: string, field: string) =>
    isHidden(named, field) ? [] : all(property).map((row) => (Array.isArray(row[3]) ? row[3][0] : row[3]));
  const organization = shown(values('org', 'organi')[0]);
  const name = shown(values('fn', 'name')[0]);
  const kind = clean(all('kind')[0]?.[3])?.toLowerCase();
  const ianaId = objects(publicIds).find(({ type }) => clean(type)?.toLowerCase() === 'iana registrar id')?.identifier;
  return {
    roles: named,
    isPerson: kind === 'individual' && organization === undefined,
    emails: values('email', 'email').map(email).filter(isText),
    phones: values('tel', 'phone').map(phone).filter(isText),
    ...defined({ name, organization, country: countryOf(all('adr')[0]), ianaId: clean(ianaId) }),
  };
}

function phone(value: unknown): string | undefined {
  const text = shown(value)?.replace(/^tel:/i, '');
  return text && /^\+?[\d .()/;a-z=-]{5,40}$/i.test(text) ? text : undefined;
}

/** Country of an address: its code (RFC 8605), else the last of its seven parts, else the last line of its label. */
function countryOf(row: unknown[] | undefined): string | undefined {
  const { cc, label } = (row?.[1] ?? {}) as { cc?: unknown; label?: unknown };
  return (
    shown(cc) ?? shown(list(row?.[3])[6]) ?? shown(typeof label === 'string' ? label.split('\n').at(-1) : undefined)
  );
}

type IsHidden = (roles: readonly string[], field: string) => boolean;

/** What RFC 9537 says is hidden: its names, and whether a field of a contact is among them. */
function redactions(answer: Rdap): { readonly names: string[]; readonly isHidden: IsHidden } {
  const names = objects(answer.redacted)
    .map(({ name }) => clean((name as Rdap | undefined)?.description) ?? clean((name as Rdap | undefined)?.type))
    .filter(isText);
  const lower = names.map((name) => name.toLowerCase());
  const short = (role: string) => role.replace('technical', 'tech').replace('administrative', 'admin');
  const isHidden: IsHidden = (roles, field) =>
    lower.some((name) => name.includes(field) && roles.some((role) => name.includes(short(role))));
  return { names, isHidden };
}

function nameServersOf(answer: Rdap): Registration['nameServers'] {
  return objects(answer.nameservers).flatMap(({ ldhName, ipAddresses }) => {
    const name = host(ldhName);
    const { v4, v6 } = (ipAddresses ?? {}) as Rdap;
    return name ? [{ name, addresses: [...texts(v4), ...texts(v6)] }] : [];
  });
}

function signedOf(secureDns: unknown): boolean | undefined {
  const signed = (secureDns as Rdap | undefined)?.delegationSigned;
  return typeof signed === 'boolean' ? signed : undefined;
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function objects(value: unknown): Rdap[] {
  const isObject = (one: unknown): one is Rdap => typeof one === 'object' && one !== null;
  return list(value)
    .slice(0, MOST * 5)
    .filter(isObject);
}

function texts(value: unknown): string[] {
  return list(value).slice(0, MOST).map(clean).filter(isText);
}

export function isText(value: string | undefined): value is string {
  return value !== undefined;
}

type Defined<Given> = { [Name in keyof Given]?: Exclude<Given[Name], undefined> };

/** The properties that have a value. */
export function defined<Given extends object>(given: Given): Defined<Given> {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as Defined<Given>;
}
