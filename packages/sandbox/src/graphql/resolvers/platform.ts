import type { Platform } from '../../platform.ts';
import { platformError } from '../errors.ts';
import { requireCapability, type User } from '../users.ts';
import { ANYBODY, type RequestContext, resolver } from './context.ts';
import { viewerOf } from './knowledge-scope.ts';

const TITLE = 'OpenCTI sandbox';

/** The platform itself and its users. */
export function platformResolvers(platform: Platform) {
  const protectedDetail =
    (value: unknown) =>
    (_args: unknown, { user }: RequestContext) => {
      requireCapability(user, 'SETTINGS_SETPARAMETERS');
      return value;
    };
  return {
    about: resolver(ANYBODY, () => ({
      version: platform.version,
      dependencies: protectedDetail([{ name: 'Sandbox', version: platform.version }]),
      memory: protectedDetail(process.memoryUsage()),
    })),
    me: resolver(ANYBODY, (_args, user) => printMe(platform, user)),
    settings: resolver(ANYBODY, () => ({
      id: platform.settingsId,
      platform_title: TITLE,
      platform_url: platform.url,
      platform_language: 'auto',
      platform_enterprise_edition: { license_validated: false },
      platform_cluster: { instances_number: 1 },
    })),
    publicSettings: () => ({ id: platform.settingsId, platform_title: TITLE, platform_language: 'auto' }),
  };
}

/** A user as others see it. */
export function printUser({ id, name, email }: User) {
  return { id, name, entity_type: 'User', user_email: email };
}

function printMe(platform: Platform, user: User) {
  const confidence = { max_confidence: user.maxConfidence, overrides: [] };
  const viewer = viewerOf(platform.graph, user);
  const markings = platform.markings().filter(({ standard_id: id }) => viewer === 'all' || viewer.has(id));
  return {
    ...printUser(user),
    standard_id: platform.standardIdOf('user', user.email),
    firstname: user.isAdmin ? 'Admin' : null,
    lastname: user.isAdmin ? 'OpenCTI' : null,
    language: 'auto',
    external: user.isAdmin,
    account_status: 'Active',
    individual_id: null,
    no_creators: false,
    capabilities: user.capabilities.map((name) => ({ name })),
    capabilitiesInDraft: [],
    groups: { edges: [{ node: { id: user.groupId, name: user.group } }] },
    allowed_marking: markings,
    default_marking: [],
    max_shareable_marking: markings.filter(({ definition }) => String(definition).endsWith(':RED')),
    user_confidence_level: confidence,
    effective_confidence_level: confidence,
    api_tokens: [
      {
        id: user.groupId,
        name: 'Sandbox token',
        created_at: platform.startedAt,
        expires_at: null,
        masked_token: '****',
        last_used_at: platform.startedAt,
      },
    ],
    draftContext: null,
  };
}

/** Refuses a header that the platform refuses before the query runs. */
export function refuseContext(platform: Platform, user: User | undefined, headers: Readonly<Record<string, unknown>>) {
  const draft = headers['opencti-draft-id'];
  const work = headers['opencti-work-id'];
  if (work && !platform.works.find(String(work))) {
    const message = 'Work is no longer alive, no request can be done within the context of this work';
    throw platformError('WORK_NOT_ALIVE', message);
  }
  if (draft && !user) throw platformError('FUNCTIONAL_ERROR', 'User cannot be found');
  const found = draft ? platform.drafts.find(String(draft)) : undefined;
  if (draft && !found) throw platformError('DRAFT_LOCKED', 'Could not find draft workspace');
  if (found && found.status !== 'open') {
    throw platformError('DRAFT_LOCKED', 'Cannot execute request in a draft that is not in an open state');
  }
}
