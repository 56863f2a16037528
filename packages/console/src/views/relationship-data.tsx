import type { PageInfo } from '../hooks/use-paging.ts';
import { NAMED, type Named } from '../parts/words.tsx';

/** A relationship with both its ends; an end is null for who may not see it. */
export interface RelationshipRow {
  readonly id: string;
  readonly relationship_type: string;
  readonly updated_at: string;
  readonly description?: string | null;
  readonly from: Named | null;
  readonly to: Named | null;
}

export const RELATIONSHIP_FIELDS = `id relationship_type updated_at from { ${NAMED} } to { ${NAMED} }`;

export interface RelationshipsPage {
  readonly edges: readonly { readonly node: RelationshipRow }[];
  readonly pageInfo: PageInfo;
}
