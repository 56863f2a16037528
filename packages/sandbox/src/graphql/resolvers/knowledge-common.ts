import { modelOf } from '../../graph/model/model.ts';
import { findCategory } from '../../graph/model/vocabularies.ts';
import { mainName, representative } from '../../graph/representative.ts';
import { firstStatus } from '../../graph/workflow.ts';
import { extendedForm } from '../../jobs/stix-form.ts';
import type { FieldReader } from './knowledge-nodes.ts';

const none: FieldReader = () => [];

/** What every element has of the platform itself. */
export const COMMON_FIELDS: Readonly<Record<string, FieldReader>> = {
  id: ({ element }) => element.id,
  standard_id: ({ element }) => element.standardId,
  entity_type: ({ element }) => element.entityType,
  parent_types: ({ element }) => modelOf(element.entityType).parents,
  representative: ({ element, scope }) => representative(element, (id) => scope.graph.find(id)),
  observable_value: ({ element, scope }) => mainName(element, (id) => scope.graph.find(id)),
  x_opencti_stix_ids: ({ element }) => [...element.stixIds],
  is_inferred: () => false,
  spec_version: () => '2.1',
  created_at: ({ element }) => element.createdAt,
  updated_at: ({ element }) => element.updatedAt,
  refreshed_at: ({ element }) => element.updatedAt,
  created: ({ element }) => element.properties.created ?? element.createdAt,
  modified: ({ element }) => element.properties.modified ?? element.updatedAt,
  creators: ({ element, scope }) => {
    const found = scope.platform.findUser(element.creatorId);
    return found ? [found] : [];
  },
  toStix: ({ element, scope }) => JSON.stringify(extendedForm(scope.platform, element, scope.graph)),
  draftVersion: ({ element, scope: { draft, platform } }) => {
    if (!draft?.graph.owns(element)) return null;
    return { draft_id: draft.id, draft_operation: platform.graph.find(element.id) ? 'update' : 'create' };
  },
  status: ({ element }) => firstStatus(element.entityType),
  workflowEnabled: ({ element }) => firstStatus(element.entityType) !== null,
  x_opencti_workflow_id: ({ element }) => firstStatus(element.entityType)?.id ?? null,
  objectOrganization: none,
  objectAssignee: none,
  objectParticipant: none,
  category: ({ element }) => findCategory(String(element.properties.category)),
  identity_class: ({ element }) => element.properties.identity_class ?? 'organization',
};
