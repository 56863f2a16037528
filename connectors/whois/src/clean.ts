/** Texts of registries: from anybody who registers anything, so each is cut, cleaned and checked before it is used. */

const LONGEST = 300;
/** Controls, invisible formatting and line ends. */
const INVISIBLE = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu;
/** What stands in place of a value that is hidden, besides what RFC 9537 marks. */
const PLACEHOLDER =
  /redacted|data protected|statutory mask|not disclosed|non-public|gdpr|withheld|hidden upon|^\W*(n\/?a|none|null|private|unknown|not applicable|xxx+)?\W*$|(query|contact) the (rdds|registrar|whois)|select (request|contact) (email|domain)|not shown|personal data/i;
/** Services that stand in for a holder. */
const PRIVACY_SERVICE =
  /domains by proxy|withheld for privacy|whois ?guard|contact privacy|privacy ?protect|perfect privacy|identity protect|whois ?privacy|privacy service|privacydotlink|super privacy|private registration|registration private|proxy protection|data privacy protected|anonymi[sz]e|see privacyguardian|domain privacy|privacy (inc|ltd|llc|hero)|whois ?agent|\bwhoisproof|domain ?protection services/i;
const EMAIL = /^[^\s@<>"'(),;:\\[\]]{1,64}@[a-z0-9][a-z0-9.-]{1,251}\.[a-z0-9-]{2,63}$/i;

/** A text in one line, without what cannot be seen; undefined when nothing is left. */
export function clean(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value
    .slice(0, LONGEST * 4)
    .replace(INVISIBLE, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return text.slice(0, LONGEST).toWellFormed() || undefined;
}

/** As `clean`; a placeholder of hidden data is nothing. */
export function shown(value: unknown): string | undefined {
  const text = clean(value);
  return text === undefined || PLACEHOLDER.test(text) ? undefined : text;
}

/** True for a service that stands in for the holder. */
export function isPrivacyService(name: string | undefined): boolean {
  return name !== undefined && PRIVACY_SERVICE.test(name);
}

/** An e-mail address in lower case; undefined for a web form, a placeholder or a privacy service. */
export function email(value: unknown): string | undefined {
  const text = shown(value)
    ?.replace(/^mailto:/i, '')
    .toLowerCase();
  return text && EMAIL.test(text) && !isPrivacyService(text.replace(/[@.-]/g, ' ')) ? text : undefined;
}

/** The day of a time that a registry gives; undefined for what is none. */
export function day(value: unknown): string | undefined {
  const text = clean(value);
  const ordered = text
    ?.replace(/^(\d{4})[./](\d{2})[./](\d{2})/, '$1-$2-$3')
    .replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  const iso = /^\d{4}-\d{2}-\d{2}/.exec(ordered ?? '')?.[0];
  const time = Date.parse(iso ?? `${ordered} UTC`);
  if (Number.isNaN(time)) return undefined;
  const found = new Date(time).toISOString();
  return found > '1980' && found < '2200' ? found.slice(0, 10) : undefined;
}

/** A host name in ASCII and lower case, without its last dot. */
export function host(value: unknown): string | undefined {
  const text = clean(value)?.toLowerCase().replace(/\.$/, '');
  return text && text.length <= 253 && /^([a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?\.)+[a-z0-9-]{2,63}$/.test(text)
    ? text
    : undefined;
}
