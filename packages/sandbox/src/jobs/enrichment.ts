import { isActive, type StoredConnector } from '../connectors/registry.ts';
import type { StoredWork } from '../connectors/works.ts';
import { seesElement } from '../files/access.ts';
import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import type { Platform } from '../platform.ts';
import { enrichmentBundle } from './enrichment-bundle.ts';
import { isOld } from './old-form.ts';
import { sendJob } from './send.ts';
import { extendedForm } from './stix-form.ts';
import { fitsTrigger } from './trigger-filter.ts';

/** A person asks a connector to enrich an entity: neither its scope nor its kind is looked at (protocol.md 5.2). */
export async function askEnrichment(
  platform: Platform,
  element: Element,
  connectorId: string,
  userId: string,
  draftId: string | null = null,
): Promise<StoredWork> {
  const connector = platform.registry.find(connectorId);
  if (!connector) throw new Error("Cannot read properties of undefined (reading 'enrichment_resolution')");
  const work = { name: 'Manual enrichment', sourceId: element.standardId, userId, draftId };
  return sendJob(platform, connector, work, (work_id) => ({
    internal: { work_id, applicant_id: null, draft_id: draftId, mode: 'manual', trigger: 'update' },
    event: enrichmentEvent(platform, element, connector, draftId),
  }));
}

/** An entity was created or changed: every connector of its scope that runs by itself gets a job. */
export async function triggerEnrichments(
  platform: Platform,
  element: Element,
  trigger: 'create' | 'update',
  userId: string,
  draftId: string | null = null,
): Promise<readonly StoredWork[]> {
  const works: StoredWork[] = [];
  for (const connector of triggered(platform, element, trigger)) {
    const work = { name: `Enrichment (${element.standardId})`, sourceId: element.standardId, userId, draftId };
    const sent = await sendJob(platform, connector, work, (work_id) => ({
      internal: { work_id, applicant_id: null, draft_id: draftId, trigger, mode: 'auto' },
      event: enrichmentEvent(platform, element, connector, draftId),
    }));
    works.push(sent);
  }
  return works;
}

/** Connectors that take this change by themselves; on creation a filter stands over the flag. */
export function triggered(platform: Platform, element: Element, trigger: 'create' | 'update'): StoredConnector[] {
  if (element.properties.auto_enrichment_disable === true) return [];
  return platform.registry.all().filter((connector) => {
    const { connector_type, connector_scope, connector_trigger_filters: filters, auto, auto_update } = connector;
    if (connector_type !== 'INTERNAL_ENRICHMENT' || !isActive(connector)) return false;
    const type = openctiType(element).toLowerCase();
    if (!connector_scope.some((item) => item.toLowerCase() === type)) return false;
    const user = platform.users().find(({ id }) => id === connector.connector_user_id);
    if (user && !seesElement(platform, user, element)) return false;
    if (trigger === 'update') return auto_update && !isOld(platform.version);
    return filters ? fitsTrigger(platform.graph, element, filters) : auto;
  });
}

function enrichmentEvent(
  platform: Platform,
  element: Element,
  { enrichment_resolution }: StoredConnector,
  draftId: string | null,
) {
  const { graph } = (draftId ? platform.drafts.find(draftId) : undefined) ?? platform;
  const wholeBundle = (enrichment_resolution ?? 'stix_bundle') === 'stix_bundle';
  const bundle = wholeBundle ? enrichmentBundle(platform, element, graph) : undefined;
  return {
    event_type: 'INTERNAL_ENRICHMENT',
    entity_id: element.standardId,
    entity_type: openctiType(element),
    stix_entity: JSON.stringify(extendedForm(platform, element, graph)),
    stix_objects: bundle ? JSON.stringify(bundle) : null,
  };
}
