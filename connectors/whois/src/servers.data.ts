/** Servers by heart, for when IANA's lists cannot be reached, and WHOIS servers, which no list has. Only tables. */

/** RDAP servers of the commonest top-level domains, as IANA's list names them (RFC 9224, section 4). */
export const RDAP_BY_TLD: readonly (readonly [tlds: string, url: string])[] = [
  ['com', 'https://rdap.verisign.com/com/v1/'],
  ['net', 'https://rdap.verisign.com/net/v1/'],
  ['org', 'https://rdap.publicinterestregistry.org/rdap/'],
  ['info mobi pro live ai io', 'https://rdap.identitydigital.services/rdap/'],
  ['biz', 'https://rdap.nic.biz/'],
  ['app dev page', 'https://pubapi.registry.google/rdap/'],
  ['xyz', 'https://rdap.centralnic.com/xyz/'],
  ['icu', 'https://rdap.centralnic.com/icu/'],
  ['online site store tech', 'https://rdap.radix.host/rdap/'],
  ['top', 'https://rdap.zdnsgtld.com/top/'],
  ['shop', 'https://rdap.gmoregistry.net/rdap/'],
  ['cloud', 'https://rdap.registry.cloud/rdap/'],
  ['cc', 'https://tld-rdap.verisign.com/cc/v1/'],
  ['br', 'https://rdap.registro.br/'],
  ['ca', 'https://rdap.ca.fury.ca/rdap/'],
  ['cz', 'https://rdap.nic.cz/'],
  ['fi', 'https://rdap.fi/rdap/rdap/'],
  ['fr', 'https://rdap.nic.fr/'],
  ['in', 'https://rdap.nixiregistry.in/rdap/'],
  ['nl', 'https://rdap.sidn.nl/'],
  ['no', 'https://rdap.norid.no/'],
  ['pl', 'https://rdap.dns.pl/'],
  ['uk', 'https://rdap.nominet.uk/uk/'],
];

export const ARIN = 'https://rdap.arin.net/registry/';
const RIPE = 'https://rdap.db.ripe.net/';
const APNIC = 'https://rdap.apnic.net/';
const LACNIC = 'https://rdap.lacnic.net/rdap/';
const AFRINIC = 'https://rdap.afrinic.net/rdap/';

/** First octets that IANA gave to each regional registry; the rest is ARIN's, which redirects what it does not hold. */
export const RDAP_BY_OCTET: readonly (readonly [octets: string, url: string])[] = [
  ['2 5 31 37 46 62 77-95 109 141 145 151 176 178 185 188 193-195 212 213 217', RIPE],
  [
    '1 14 27 36 39 42 43 49 58-61 101 103 106 110-126 133 150 153 163 171 175 180 182 183 202 203 210 211 218-223',
    APNIC,
  ],
  ['177 179 181 186 187 189-191 200 201', LACNIC],
  ['41 102 105 154 196 197', AFRINIC],
];
export const RDAP_BY_IPV6: readonly (readonly [prefix: string, url: string])[] = [
  ['2400::/12', APNIC],
  ['2600::/12', ARIN],
  ['2800::/12', LACNIC],
  ['2a00::/12', RIPE],
  ['2c00::/12', AFRINIC],
];
/** First numbers of the blocks of 32-bit AS numbers. */
export const RDAP_BY_ASN: readonly (readonly [range: string, url: string])[] = [
  ['131072-196607', APNIC],
  ['196608-262143', RIPE],
  ['262144-327679', LACNIC],
  ['327680-393215', AFRINIC],
];

/** WHOIS server of the registry that holds an RDAP server. */
export const WHOIS_BY_RDAP: Readonly<Record<string, string>> = {
  'rdap.arin.net': 'whois.arin.net',
  'rdap.db.ripe.net': 'whois.ripe.net',
  'rdap.apnic.net': 'whois.apnic.net',
  'rdap.lacnic.net': 'whois.lacnic.net',
  'rdap.afrinic.net': 'whois.afrinic.net',
};

/** The only WHOIS servers that are asked without a setting or a registrar's name, by top-level domain. */
export const WHOIS_BY_TLD: Readonly<Record<string, string>> = {
  ac: 'whois.nic.ac',
  ae: 'whois.aeda.net.ae',
  ai: 'whois.nic.ai',
  am: 'whois.amnic.net',
  at: 'whois.nic.at',
  au: 'whois.auda.org.au',
  be: 'whois.dns.be',
  bg: 'whois.register.bg',
  biz: 'whois.nic.biz',
  br: 'whois.registro.br',
  by: 'whois.cctld.by',
  ca: 'whois.cira.ca',
  cc: 'ccwhois.verisign-grs.com',
  ch: 'whois.nic.ch',
  cl: 'whois.nic.cl',
  cn: 'whois.cnnic.cn',
  co: 'whois.nic.co',
  com: 'whois.verisign-grs.com',
  cz: 'whois.nic.cz',
  de: 'whois.denic.de',
  dk: 'whois.punktum.dk',
  ee: 'whois.tld.ee',
  eu: 'whois.eu',
  fi: 'whois.fi',
  fr: 'whois.nic.fr',
  ge: 'whois.nic.ge',
  gg: 'whois.gg',
  hk: 'whois.hkirc.hk',
  hr: 'whois.dns.hr',
  hu: 'whois.nic.hu',
  id: 'whois.id',
  ie: 'whois.weare.ie',
  il: 'whois.isoc.org.il',
  in: 'whois.nixiregistry.in',
  info: 'whois.nic.info',
  io: 'whois.nic.io',
  ir: 'whois.nic.ir',
  is: 'whois.isnic.is',
  it: 'whois.nic.it',
  je: 'whois.je',
  jp: 'whois.jprs.jp',
  ke: 'whois.kenic.or.ke',
  kr: 'whois.kr',
  kz: 'whois.nic.kz',
  la: 'whois.nic.la',
  li: 'whois.nic.li',
  lt: 'whois.domreg.lt',
  lu: 'whois.dns.lu',
  lv: 'whois.nic.lv',
  ma: 'whois.registre.ma',
  md: 'whois.nic.md',
  me: 'whois.nic.me',
  mx: 'whois.mx',
  my: 'whois.mynic.my',
  net: 'whois.verisign-grs.com',
  ng: 'whois.nic.net.ng',
  nl: 'whois.domain-registry.nl',
  no: 'whois.norid.no',
  nu: 'whois.iis.nu',
  nz: 'whois.irs.net.nz',
  org: 'whois.publicinterestregistry.org',
  pe: 'kero.yachay.pe',
  pl: 'whois.dns.pl',
  pt: 'whois.dns.pt',
  pw: 'whois.nic.pw',
  qa: 'whois.registry.qa',
  ro: 'whois.rotld.ro',
  rs: 'whois.rnids.rs',
  ru: 'whois.tcinet.ru',
  sa: 'whois.nic.net.sa',
  se: 'whois.iis.se',
  sg: 'whois.sgnic.sg',
  sh: 'whois.nic.sh',
  si: 'whois.register.si',
  sk: 'whois.sk-nic.sk',
  su: 'whois.tcinet.ru',
  th: 'whois.thnic.co.th',
  tn: 'whois.ati.tn',
  to: 'whois.tonic.to',
  tr: 'whois.trabis.gov.tr',
  tv: 'whois.nic.tv',
  tw: 'whois.twnic.net.tw',
  ua: 'whois.ua',
  uk: 'whois.nic.uk',
  us: 'whois.nic.us',
  uz: 'whois.cctld.uz',
  ws: 'whois.website.ws',
  'xn--p1ai': 'whois.tcinet.ru',
};

/** How a server wants to be asked, where the bare name is not enough. */
export const WHOIS_QUERIES: Readonly<Record<string, { readonly [Kind in 'domain' | 'ip' | 'autnum']?: string }>> = {
  'whois.arin.net': { ip: 'n + $addr', autnum: 'a + $addr' },
  'whois.denic.de': { domain: '-T dn $addr' },
  'whois.jprs.jp': { domain: '$addr/e' },
  'whois.verisign-grs.com': { domain: 'domain $addr' },
};
