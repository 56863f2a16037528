import { randomUUID } from 'node:crypto';
import { platformError } from './errors.ts';

/** A user of the sandbox, known by token. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly capabilities: readonly string[];
  readonly group: string;
  readonly groupId: string;
  readonly maxConfidence: number;
  /** Members of the built-in groups may see everything; others nothing that is marked. */
  readonly seesMarkings: boolean;
  /** Instead: what is marked up to these, such as `TLP:GREEN`. */
  readonly maxMarkings?: readonly string[];
  readonly isAdmin: boolean;
  /** An account for a connector, made by an administrator. */
  readonly isService?: boolean;
}

const ADMIN_ID = '88ec0c6a-13ce-5e39-b486-354fe4a7084f';

/** Capabilities of the built-in group Connectors (recordings, `identity/me-connector`). */
const CONNECTOR_CAPABILITIES: readonly string[] = [
  'APIACCESS_USETOKEN',
  'CONNECTORAPI',
  'KNOWLEDGE_KNASKIMPORT',
  'KNOWLEDGE_KNENRICHMENT',
  'KNOWLEDGE_KNGETEXPORT_KNASKEXPORT',
  'KNOWLEDGE_KNUPDATE_KNBYPASSFIELDS',
  'KNOWLEDGE_KNUPDATE_KNBYPASSREFERENCE',
  'KNOWLEDGE_KNUPDATE_KNDELETE',
  'KNOWLEDGE_KNUPDATE_KNMERGE',
  'KNOWLEDGE_KNUPLOAD',
  'MODULES_MODMANAGE',
  'SETTINGS_SETKILLCHAINPHASES',
  'SETTINGS_SETLABELS',
  'SETTINGS_SETMARKINGS',
  'SETTINGS_SETVOCABULARIES',
  'TAXIIAPI',
];

function user(name: string, capabilities: readonly string[], more: Partial<User>): User {
  const email = `${name.toLowerCase().replaceAll(' ', '-')}@sandbox.example`;
  const group = { group: name, groupId: randomUUID() };
  const rights = { maxConfidence: 80, seesMarkings: false, isAdmin: false };
  return { id: randomUUID(), name, email, capabilities, ...group, ...rights, ...more };
}

/** The administrator, with the id that it has on every platform. */
export function adminUser(): User {
  const rights = { maxConfidence: 100, seesMarkings: true, isAdmin: true };
  return user('admin', ['KNOWLEDGE', 'BYPASS'], { id: ADMIN_ID, group: 'Default', ...rights });
}

/** The account of connectors, in the built-in group Connectors. */
export function connectorUser(): User {
  return user('connector', CONNECTOR_CAPABILITIES, { group: 'Connectors', seesMarkings: true });
}

/** The account that playbooks act for. */
export function automationUser(): User {
  const rights = { id: 'c49fe040-2dad-412d-af07-ce639204ad55', seesMarkings: true, isAdmin: false };
  return user('[AUTOMATION MANAGER]', ['BYPASS'], { ...rights, group: 'Default' });
}

/** A user with capabilities of a test's own. */
export function customUser(name: string, capabilities: readonly string[], more: Partial<User> = {}): User {
  return user(name, capabilities, more);
}

/** True when a user has one of the capabilities. */
export function hasCapability({ capabilities }: User, ...anyOf: string[]): boolean {
  return (
    capabilities.includes('BYPASS') ||
    anyOf.some((name) => capabilities.some((capability) => capability.includes(name)))
  );
}

/**
 * A capability is granted when any of the user's contains its name; BYPASS grants all. A user who may not use tokens is
 * nobody here. @throws GraphQLError
 */
export function requireCapability(user: User | undefined, ...anyOf: string[]): User {
  if (!user) throw platformError('AUTH_REQUIRED', 'You must be logged in to do this.');
  if (!hasCapability(user, ...anyOf)) throw platformError('FORBIDDEN_ACCESS', 'You are not allowed to do this.');
  return user;
}
