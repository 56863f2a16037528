import { operation } from '../client.ts';

/** Null for an unknown one; on older platforms also for one that the user is no member of. */
export const readStream = operation<
  { streamCollection: { id: string; name: string | null; stream_live: boolean | null } | null },
  { id: string }
>(
  'StreamCollection',
  'query StreamCollection($id: String!) { streamCollection(id: $id) { id name stream_live } }',
  'TAXIIAPI',
);
