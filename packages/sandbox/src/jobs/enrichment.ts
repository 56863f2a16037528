import type { StoredConnector } from '../connectors/registry.ts';
import type { StoredWork } from '../connectors/works.ts';
import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import { platformError } from '../graphql/errors.ts';
import type { Platform } from '../platform.ts';

const OPENCTI_EXTENSION = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';

/** A person asks a connector to enrich an entity: neither its scope nor its kind is looked at (protocol.md 5.2). */
export async function askEnrichment(
  platform: Platform,
  element: Element,
  connectorId: string,
  userId: string,
): Promise<StoredWork> {
  const connector = platform.registry.find(connectorId);
  if (!connector) throw platformError('INTERNAL_SERVER_ERROR', 'An unexpected error has occurred');
  const work = platform.works.addJob(connectorId, 'Manual enrichment', element.standardId, userId);
  const internal = { work_id: work.id, applicant_id: null, draft_id: null, mode: 'manual', trigger: 'update' };
  await platform.wire.job(connector, { internal, event: enrichmentEvent(element) });
  return work;
}

/** An entity was created or changed: every connector of its scope that runs by itself gets a job. */
export async function triggerEnrichments(
  platform: Platform,
  element: Element,
  trigger: 'create' | 'update',
  userId: string,
): Promise<readonly StoredWork[]> {
  const wants = (connector: StoredConnector) =>
    connector.connector_type === 'INTERNAL_ENRICHMENT' &&
    (trigger === 'create' ? connector.auto : connector.auto_update) &&
    connector.connector_scope.some((type) => type.toLowerCase() === openctiType(element).toLowerCase());
  const works: StoredWork[] = [];
  for (const connector of platform.registry.all().filter(wants)) {
    const name = `Enrichment (${element.standardId})`;
    const work = platform.works.addJob(connector.id, name, element.standardId, userId);
    const internal = { work_id: work.id, applicant_id: null, draft_id: null, mode: 'auto', trigger };
    await platform.wire.job(connector, { internal, event: enrichmentEvent(element) });
    works.push(work);
  }
  return works;
}

function enrichmentEvent(element: Element) {
  return {
    event_type: 'INTERNAL_ENRICHMENT',
    entity_id: element.standardId,
    entity_type: openctiType(element),
    stix_entity: JSON.stringify(extendedForm(element)),
    stix_objects: null,
  };
}

/** The form with extensions (protocol.md section 8). */
export function extendedForm(element: Element): Record<string, unknown> {
  const { extensions, id: _id, type: _type, spec_version: _version, ...own } = element.properties;
  const common = {
    extension_type: 'property-extension',
    id: element.id,
    type: openctiType(element),
    created_at: element.createdAt,
    updated_at: element.updatedAt,
    is_inferred: false,
    creator_ids: [element.creatorId],
  };
  return {
    id: element.standardId,
    spec_version: '2.1',
    type: element.type,
    extensions: { ...(typeof extensions === 'object' ? extensions : {}), [OPENCTI_EXTENSION]: common },
    ...own,
  };
}
