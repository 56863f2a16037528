import type { ConnectorQueues } from '../../ports/broker.ts';
import type { ConnectorInfo, RegisterInput } from '../../ports/platform.ts';
import { operation } from '../client.ts';

export const about = operation<{ about: { version: string } }, Record<string, never>>(
  'Version',
  'query Version { about { version } }',
);

interface RegisteredConnector {
  readonly id: string;
  readonly connector_state: string | null;
  readonly connector_user_id: string | null;
  readonly config: ConnectorQueues;
  /** Unknown to platforms before 6.9.16. */
  readonly jwks?: string | null;
}

/** Sends every field each time: leaving out a stored one refuses the registration (protocol.md 2.4). */
export const registerConnector = operation<{ registerConnector: RegisteredConnector }, { input: RegisterInput }>(
  'RegisterConnector',
  `mutation RegisterConnector($input: RegisterConnectorInput) {
  registerConnector(input: $input) {
    id connector_state connector_user_id jwks
    config { connection { host vhost use_ssl port user pass } listen push push_exchange push_routing }
  }
}`,
  'CONNECTORAPI',
);

/** The state is JSON text; the answer holds what the platform keeps now. */
export const pingConnector = operation<
  { pingConnector: { connector_state: string | null } },
  { id: string; state: string | null; connectorInfo: ConnectorInfo }
>(
  'PingConnector',
  `mutation PingConnector($id: ID!, $state: String, $connectorInfo: ConnectorInfoInput) {
  pingConnector(id: $id, state: $state, connectorInfo: $connectorInfo) { id connector_state }
}`,
  'CONNECTORAPI',
);

export const readState = operation<{ connector: { connector_state: string | null } | null }, { id: string }>(
  'ConnectorState',
  'query ConnectorState($id: String!) { connector(id: $id) { id connector_state } }',
  'MODULES',
);

export const readQueue = operation<
  { connector: { connector_queue_details: { messages_number: number; messages_size: number } } | null },
  { id: string }
>(
  'ConnectorQueue',
  `query ConnectorQueue($id: String!) {
  connector(id: $id) { id connector_queue_details { messages_number messages_size } }
}`,
  'MODULES',
);

export const pushBundle = operation<
  { stixBundlePush: boolean },
  { connectorId: string; bundle: string; work_id: string }
>(
  'PushBundle',
  `mutation PushBundle($connectorId: String!, $bundle: String!, $work_id: String) {
  stixBundlePush(connectorId: $connectorId, bundle: $bundle, work_id: $work_id)
}`,
  'CONNECTORAPI',
);

/** Both bundles are JSON texts; an unknown playbook answers false, not an error (protocol.md 5.2). */
export const answerPlaybook = operation<{ playbookStepExecution: boolean }, Record<string, string>>(
  'PlaybookStep',
  `mutation PlaybookStep(
  $execution_id: ID!
  $event_id: ID!
  $execution_start: DateTime!
  $data_instance_id: ID!
  $playbook_id: ID!
  $previous_step_id: ID!
  $step_id: ID!
  $previous_bundle: String!
  $bundle: String!
) {
  playbookStepExecution(
    execution_id: $execution_id
    event_id: $event_id
    execution_start: $execution_start
    data_instance_id: $data_instance_id
    playbook_id: $playbook_id
    previous_step_id: $previous_step_id
    step_id: $step_id
    previous_bundle: $previous_bundle
    bundle: $bundle
  )
}`,
  'CONNECTORAPI',
);

/** Who the token belongs to, and what that user may do. */
export const whoAmI = operation<
  { me: { name: string; capabilities: readonly { name: string }[] } },
  Record<string, never>
>('WhoAmI', 'query WhoAmI { me { id name capabilities { name } } }');
