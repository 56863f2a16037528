import { duration } from '@opencti-connectors/core';
import { TLP_NAMES } from '@opencti-connectors/core/stix';
import { z } from 'zod';

function part(description: string) {
  return z.boolean().default(true).describe(description);
}

/** `WHOIS_*` */
export const settings = z.object({
  rdap: part('Asks RDAP.'),
  whois: part('Asks WHOIS where there is no RDAP, or RDAP fails.'),
  followRegistrar: part("Asks the registrar's own RDAP or WHOIS server too, once."),
  rdapBootstrapUrl: z
    .url()
    .default('https://data.iana.org/rdap/')
    .describe("Where the lists of RDAP servers are (RFC 9224): IANA's, or a mirror."),
  rdapServer: z.url().optional().describe('RDAP server that is asked about everything, in place of those lists.'),
  whoisServer: z
    .string()
    .regex(/^[^\s:/]+(:\d+)?$/, 'host or host:port')
    .optional()
    .describe('WHOIS server that is asked about everything, host or host:port, in place of the built-in list.'),
  maxTlp: z
    .enum(TLP_NAMES)
    .default('TLP:AMBER')
    .describe('Highest marking of an entity that is looked up: its value goes to registries.'),
  tlp: z.enum(TLP_NAMES).optional().describe('Marking of what is found; without it the markings of the entity.'),
  note: part('Makes a note with all that was found.'),
  registrar: part('Makes the registrar an organization.'),
  registrant: part('Makes the holder an organization or a person, unless it is hidden.'),
  contacts: part('Makes e-mail addresses of contacts, unless they are hidden.'),
  nameServers: part('Makes name servers domain names, with the addresses that the registry gives.'),
  country: part('Makes the country a location.'),
  externalReference: z.boolean().default(false).describe('Puts the address of the answer on the note.'),
  newDays: z
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Labels domains registered in the last days as newly-registered; 0 labels none.'),
  cacheTtl: duration().prefault('PT24H').describe('How long an answer is kept.'),
  negativeCacheTtl: duration().prefault('PT1H').describe('How long it is kept that something is not registered.'),
  cacheDir: z.string().optional().describe('Folder that keeps answers and lists of servers over a restart.'),
  requestsPerSecond: z.number().positive().default(5).describe('Most requests to one server in a second.'),
  timeout: duration().prefault('PT10S').describe('Longest time for one answer.'),
});

export type Settings = z.output<typeof settings>;
