import { operation } from '../client.ts';

/** STIX text of any entity; an empty text where there is none. */
export const readStix = operation<{ stix: string | null }, { id: string }>(
  'EntityStix',
  'query EntityStix($id: String!) { stix(id: $id) }',
  'KNOWLEDGE',
);

export const readWorkName = operation<{ work: { name: string | null } | null }, { id: string }>(
  'WorkName',
  'query WorkName($id: ID!) { work(id: $id) { id name } }',
  'MODULES',
);
