/** What tools beside a connector need: descriptions, checks, the platform's list of connectors. Not for connectors. */
export {
  type ConnectorOverview,
  createAdministration,
  type WorkOverview,
} from './client/administration.ts';
export { PlatformClient, type PlatformClientOptions } from './client/client.ts';
export { describeSettings, type SettingRow, settingsJsonSchema, settingsTable } from './config/describe.ts';
export { type LoadOptions, loadAccess, type PlatformAccess, sectionOf } from './config/load.ts';
export { nearestName, snakeCase } from './config/names.ts';
export { type SettingOrigin, settingOrigins } from './config/origins.ts';
export type { ConnectorKind } from './define/connector.ts';
export { ConfigError, PlatformError } from './errors.ts';
export { isGranted } from './run/check-capabilities.ts';
export { type CheckResult, checkConnector } from './run/check-connector.ts';
export type { Finding, FindingSubject } from './run/findings.ts';
export type { RunnableConnector } from './run/run.ts';
