import { operation } from '../client.ts';

export const addWork = operation<
  { workAdd: { id: string } },
  { connectorId: string; friendlyName: string; isMultiPartWork: boolean }
>(
  'AddWork',
  `mutation AddWork($connectorId: String!, $friendlyName: String, $isMultiPartWork: Boolean) {
  workAdd(connectorId: $connectorId, friendlyName: $friendlyName, isMultiPartWork: $isMultiPartWork) { id }
}`,
);

/** For platforms before multi-part works (protocol.md section 10). */
export const addWorkBefore72604 = operation<{ workAdd: { id: string } }, { connectorId: string; friendlyName: string }>(
  'AddWork',
  `mutation AddWork($connectorId: String!, $friendlyName: String) {
  workAdd(connectorId: $connectorId, friendlyName: $friendlyName) { id }
}`,
);

export const toReceived = operation<{ workEdit: unknown }, { id: string; message: string }>(
  'WorkReceived',
  'mutation WorkReceived($id: ID!, $message: String) { workEdit(id: $id) { toReceived(message: $message) } }',
);

export const toProcessed = operation<{ workEdit: unknown }, { id: string; message: string; inError: boolean }>(
  'WorkProcessed',
  `mutation WorkProcessed($id: ID!, $message: String, $inError: Boolean) {
  workEdit(id: $id) { toProcessed(message: $message, inError: $inError) }
}`,
);

export const addExpectations = operation<{ workEdit: unknown }, { id: string; expectations: number }>(
  'WorkExpectations',
  `mutation WorkExpectations($id: ID!, $expectations: Int) {
  workEdit(id: $id) { addExpectations(expectations: $expectations) }
}`,
);

export const listWorks = operation<
  { connector: { works: readonly { id: string; status: string }[] | null } | null },
  { id: string }
>('ConnectorWorks', 'query ConnectorWorks($id: String!) { connector(id: $id) { id works { id status } } }');
