import { operation } from '../client.ts';

export const addWork = operation<
  { workAdd: { id: string } },
  { connectorId: string; friendlyName: string; isMultiPartWork: boolean }
>(
  'AddWork',
  `mutation AddWork($connectorId: String!, $friendlyName: String, $isMultiPartWork: Boolean) {
  workAdd(connectorId: $connectorId, friendlyName: $friendlyName, isMultiPartWork: $isMultiPartWork) { id }
}`,
  'CONNECTORAPI',
);

export const toReceived = operation<{ workEdit: unknown }, { id: string; message: string }>(
  'WorkReceived',
  'mutation WorkReceived($id: ID!, $message: String) { workEdit(id: $id) { toReceived(message: $message) } }',
  'CONNECTORAPI',
);

export const toProcessed = operation<{ workEdit: unknown }, { id: string; message: string; inError: boolean }>(
  'WorkProcessed',
  `mutation WorkProcessed($id: ID!, $message: String, $inError: Boolean) {
  workEdit(id: $id) { toProcessed(message: $message, inError: $inError) }
}`,
  'CONNECTORAPI',
);

export const addExpectations = operation<{ workEdit: unknown }, { id: string; expectations: number }>(
  'WorkExpectations',
  `mutation WorkExpectations($id: ID!, $expectations: Int) {
  workEdit(id: $id) { addExpectations(expectations: $expectations) }
}`,
  'CONNECTORAPI',
);

export const reportExpectation = operation<{ workEdit: unknown }, { id: string; error: { error: string } | null }>(
  'WorkReport',
  `mutation WorkReport($id: ID!, $error: WorkErrorInput) {
  workEdit(id: $id) { reportExpectation(error: $error) }
}`,
  'CONNECTORAPI',
);

interface Progress {
  readonly status: 'wait' | 'progress' | 'complete';
  readonly tracking: {
    readonly import_expected_number: number | null;
    readonly import_processed_number: number | null;
  } | null;
}

export const readProgress = operation<{ work: Progress | null }, { id: string }>(
  'WorkProgress',
  `query WorkProgress($id: ID!) {
  work(id: $id) { id status tracking { import_expected_number import_processed_number } }
}`,
  'MODULES',
);

export const listWorks = operation<
  {
    connector: {
      works: readonly { id: string; name: string; status: string; processed_time: string | null }[] | null;
    } | null;
  },
  { id: string }
>(
  'ConnectorWorks',
  'query ConnectorWorks($id: String!) { connector(id: $id) { id works { id name status processed_time } } }',
  'MODULES',
);
