import { clean, day, email, host, isPrivacyService, shown } from './clean.ts';
import { defined, isText } from './rdap-answer.ts';
import type { Contact, Registration } from './registration.ts';
import type { Subject } from './subject.ts';
import type { WhoisText } from './whois-client.ts';

/** How servers say that there is no such registration. */
const UNKNOWN =
  /^\W*(no match|not found|no entries found|no data found|no object found|no found|nothing found|domain not found|object does not exist|the queried object does not exist|status:\s*(free|available|not registered)|no information available|%error:101|domain status:\s*(no object found|available)|[^\n]{0,300} (is free|is available for registration|not found|no match|does not exist|is not registered)\W*$)/im;
/** How they say that somebody asks too often: never to be taken for "not registered". */
const LIMITED =
  /limit exceeded|quota exceeded|exceeded (the|your|max)|too many (requests|queries|connections)|blacklisted|access (denied|refused)|try again (later|in)|queries per|%error:201|temporarily (un|den)/i;

/** Names of one thing in many registries, as whois-json writes them: the first that is there counts. */
const NAMES = {
  handle: 'registryDomainId domainId roid nicHdl netHandle asHandle',
  registered:
    'creationDate created createdOn registered registeredOn registrationDate registrationTime domainRegistered regDate domainNameCommencementDate activated',
  changed: 'updatedDate lastUpdated lastUpdate changed lastModified modified lastUpdatedOn updated lastChange',
  expires:
    'registryExpiryDate registrarRegistrationExpirationDate expiryDate expirationDate expires expire expiresOn expirationTime paidTill validity renewalDate',
  statuses: 'domainStatus status state eppStatus',
  nameServers: 'nameServer nserver nameServers nServer nameservers nsServers domainServers dns',
  registrar: 'registrar registrarName sponsoringRegistrar registrarOrganization',
  ianaId: 'registrarIanaId sponsoringRegistrarIanaId',
  abuseEmail: 'registrarAbuseContactEmail abuseContactEmail',
  abusePhone: 'registrarAbuseContactPhone abuseContactPhone',
  netName: 'netname netName asName',
  range: 'cidr inetnum inet6Num netRange route asNumber autNum',
  country: 'country',
  type: 'netType status',
  owner: 'orgName organization organisation orgname owner descr',
  networkAbuse: 'orgAbuseEmail abuseMailbox abuseContact eMail',
  origins: 'originAs origin',
} as const;
/** The holder's own names differ by registry too. */
const HOLDER = {
  name: 'registrantName holder registrant person ownerName registrantContactName',
  organization: 'registrantOrganization registrantOrganisation org registrantOrg organization company',
  email: 'registrantEmail registrantContactEmail',
  country: 'registrantCountry registrantCountryCode',
} as const;

/** What a WHOIS answer is: the registration, word that there is none, or that one asks too often, or nothing of use. */
export type ReadWhois = Registration | 'unknown' | 'limited' | 'useless';

/** Reads the text of a server. */
export function readWhois({ values, text }: WhoisText, subject: Subject, server: string): ReadWhois {
  const value = (names: string) => first(values, names);
  const registration = subject.kind === 'domain' ? domain(value, server) : numbers(value, server);
  const { registered, nameServers, registrar, contacts, statuses, range } = registration;
  const says = registered ?? registrar ?? range ?? nameServers[0] ?? contacts[0];
  // Legal notices speak of limits too: they count only where there is nothing else.
  if (says !== undefined) return registration;
  if (LIMITED.test(text)) return 'limited';
  if (UNKNOWN.test(text)) return 'unknown';
  return statuses.length > 0 ? registration : 'useless';
}

/** Where a thin registry says the registrar's server is. */
export function referredServer({ values }: WhoisText): string | undefined {
  return host(first(values, 'registrarWhoisServer whoisServer')?.replace(/^r?whois:\/\//i, ''));
}

type Value = (names: string) => string | undefined;

function domain(value: Value, server: string): Registration {
  const registrar = shown(value(NAMES.registrar));
  const holder = contact(value, HOLDER, 'registrant');
  const proxy = [holder?.organization, holder?.name].find(isPrivacyService);
  return {
    ...defined({
      handle: clean(value(NAMES.handle)),
      registered: day(value(NAMES.registered)),
      changed: day(value(NAMES.changed)),
      expires: day(value(NAMES.expires)),
      signed: signedOf(value('dnssec')),
      registrar: registrar === undefined ? undefined : registrarOf(registrar, value),
    }),
    statuses: statusesOf(value(NAMES.statuses)),
    nameServers: nameServersOf(value(NAMES.nameServers)),
    contacts: holder && proxy === undefined ? [holder] : [],
    origins: [],
    hidden: proxy === undefined ? [] : [proxy],
    sources: [`whois://${server}`],
  };
}

function registrarOf(name: string, value: Value): Contact {
  const [abuseEmail, abusePhone] = [email(value(NAMES.abuseEmail)), shown(value(NAMES.abusePhone))];
  return {
    roles: ['registrar'],
    name,
    isPerson: false,
    emails: abuseEmail ? [abuseEmail] : [],
    phones: abusePhone ? [abusePhone] : [],
    ...defined({ ianaId: /^\d+/.exec(value(NAMES.ianaId) ?? '')?.[0] }),
  };
}

function numbers(value: Value, server: string): Registration {
  const organization = shown(value(NAMES.owner));
  const abuse = email(value(NAMES.networkAbuse)?.split(' ')[0]);
  const owner = { roles: ['registrant'], isPerson: false, emails: [], phones: [], ...defined({ organization }) };
  const desk = { roles: ['abuse'], isPerson: false, emails: abuse ? [abuse] : [], phones: [] };
  return {
    ...defined({
      name: clean(value(NAMES.netName)),
      range: clean(value(NAMES.range)),
      country: /^[a-z]{2}\b/i.exec(value(NAMES.country) ?? '')?.[0].toUpperCase(),
      type: clean(value(NAMES.type)),
      registered: day(value(NAMES.registered)),
      changed: day(value(NAMES.changed)),
    }),
    statuses: [],
    nameServers: [],
    contacts: [...(organization ? [owner] : []), ...(abuse ? [desk] : [])],
    origins: (value(NAMES.origins) ?? '').match(/\d+/g)?.slice(0, 20).map(Number) ?? [],
    hidden: [],
    sources: [`whois://${server}`],
  };
}

function contact(value: Value, names: typeof HOLDER, role: string): Contact | undefined {
  const [name, organization] = [shown(value(names.name)), shown(value(names.organization))];
  const address = email(value(names.email)?.split(' ')[0]);
  const country = shown(value(names.country));
  if ([name, organization, address, country].every((one) => one === undefined)) return undefined;
  // WHOIS does not say whether a holder is a person: without an organization it may be one, and is not named.
  const emails = address ? [address] : [];
  return {
    roles: [role],
    isPerson: organization === undefined,
    emails,
    phones: [],
    ...defined({ name, organization, country }),
  };
}

function first(values: WhoisText['values'], names: string): string | undefined {
  const found = names.split(' ').find((name) => Object.hasOwn(values, name) && values[name] !== '');
  return found && values[found];
}

/** Repeated keys come joined by a space: addresses behind the names of status codes go. */
function statusesOf(joined: string | undefined): string[] {
  const words = (clean(joined) ?? '').split(/[\s,]+/).filter((word) => /^[a-z][a-z-]{1,40}$/i.test(word));
  return [...new Set(words)].slice(0, 20);
}

function nameServersOf(joined: string | undefined): Registration['nameServers'] {
  const names = (joined ?? '')
    .slice(0, 4_000)
    .split(/[\s,;]+/)
    .map(host)
    .filter(isText);
  return [...new Set(names)].slice(0, 20).map((name) => ({ name, addresses: [] }));
}

function signedOf(value: string | undefined): boolean | undefined {
  if (value === undefined) return undefined;
  return !/unsigned|^no\b|inactive|not signed/i.test(value);
}
