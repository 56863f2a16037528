/** A person or organization that a registry names, as far as it does not hide it. */
export interface Contact {
  readonly roles: readonly string[];
  readonly name?: string;
  readonly organization?: string;
  readonly isPerson: boolean;
  readonly emails: readonly string[];
  readonly phones: readonly string[];
  /** ISO 3166 code or name. */
  readonly country?: string;
  /** Number in IANA's list of registrars. */
  readonly ianaId?: string;
}

/** What a registry says about a domain, a network or an autonomous system: the same from RDAP and WHOIS. */
export interface Registration {
  readonly handle?: string;
  readonly statuses: readonly string[];
  readonly nameServers: readonly { readonly name: string; readonly addresses: readonly string[] }[];
  /** True when the delegation is signed (DNSSEC). */
  readonly signed?: boolean;
  readonly registrar?: Contact;
  /** All others. */
  readonly contacts: readonly Contact[];
  /** Days, such as 2026-01-31. */
  readonly registered?: string;
  readonly changed?: string;
  readonly expires?: string;
  readonly transferred?: string;
  /** Of a network or an autonomous system. */
  readonly name?: string;
  readonly range?: string;
  readonly type?: string;
  readonly country?: string;
  readonly parent?: string;
  /** Numbers of autonomous systems that announce the network. */
  readonly origins: readonly number[];
  /** What is hidden, in the registry's words, and privacy services in place of the holder. */
  readonly hidden: readonly string[];
  /** Who said it: URLs of answers, `whois://<server>`. */
  readonly sources: readonly string[];
}

/** An answer of a source. */
export type Answer =
  | { readonly found: true; readonly registration: Registration }
  /** There is no such registration; `by` says so. */
  | { readonly found: false; readonly by: string };

/** The registry's answer completed by what the registrar knows: of what both say, the registry's holds. */
export function completed(registry: Registration, registrar: Registration): Registration {
  const { contacts, registrar: known } = registry;
  const names = (of: Registration) =>
    of.contacts.some(({ roles, name, organization }) => {
      return roles.includes('registrant') && (name !== undefined || organization !== undefined);
    });
  const given = Object.fromEntries(Object.entries(registry).filter(([, value]) => value !== undefined));
  return {
    ...registrar,
    ...given,
    statuses: registry.statuses.length > 0 ? registry.statuses : registrar.statuses,
    nameServers: registry.nameServers.length > 0 ? registry.nameServers : registrar.nameServers,
    contacts: names(registry) || registrar.contacts.length === 0 ? contacts : registrar.contacts,
    ...(known ? { registrar: { ...registrar.registrar, ...known, ...reached(known, registrar.registrar) } } : {}),
    hidden: [...new Set([...registry.hidden, ...registrar.hidden])],
    sources: [...registry.sources, ...registrar.sources],
  };
}

/** How a registrar is reached for abuse: its own word where the registry is silent. */
function reached(known: Contact, own: Contact | undefined): Pick<Contact, 'emails' | 'phones'> {
  return {
    emails: known.emails.length > 0 ? known.emails : (own?.emails ?? []),
    phones: known.phones.length > 0 ? known.phones : (own?.phones ?? []),
  };
}
