import { platformError } from './errors.ts';

/** A user of the sandbox, known by token. */
export interface User {
  readonly id: string;
  readonly name: string;
  readonly capabilities: readonly string[];
}

/** Capabilities of the built-in role Connector (protocol.md 1.2). */
export const CONNECTOR_CAPABILITIES: readonly string[] = [
  'APIACCESS_USETOKEN',
  'KNOWLEDGE_KNUPDATE_KNDELETE',
  'KNOWLEDGE_KNUPLOAD',
  'KNOWLEDGE_KNASKIMPORT',
  'KNOWLEDGE_KNGETEXPORT_KNASKEXPORT',
  'KNOWLEDGE_KNENRICHMENT',
  'CONNECTORAPI',
  'MODULES_MODMANAGE',
  'TAXIIAPI',
  'SETTINGS_SETMARKINGS',
  'SETTINGS_SETLABELS',
];

/** A capability is granted when any of the user's contains its name; BYPASS grants all. @throws GraphQLError */
export function requireCapability(user: User | undefined, ...anyOf: string[]): User {
  if (!user) throw platformError('AUTH_REQUIRED', 'You must be logged in to do this.');
  const granted =
    user.capabilities.includes('BYPASS') ||
    anyOf.some((name) => user.capabilities.some((capability) => capability.includes(name)));
  if (!granted) throw platformError('FORBIDDEN_ACCESS', 'You are not allowed to do this.');
  return user;
}
