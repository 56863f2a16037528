import type { CallOptions, PlatformPort } from '../ports/platform.ts';
import type { PlatformClient } from './client.ts';
import * as connector from './operations/connector.ts';
import * as work from './operations/work.ts';

const OPEN = new Set(['wait', 'progress']);

/** The platform port over GraphQL. */
export function createPlatform(client: PlatformClient): PlatformPort {
  async function openWork(connectorId: string, friendlyName: string, multiPart: boolean, options: CallOptions) {
    const variables = { connectorId, friendlyName, isMultiPartWork: multiPart };
    const id = await addOnce(variables, options);
    return { id, multiPart: multiPart && !client.dropped(work.addWork).includes('isMultiPartWork') };
  }

  /** An answer that got lost leaves a work behind: it is found by its name, which no other has, before another is made. */
  function addOnce(
    variables: { connectorId: string; friendlyName: string; isMultiPartWork: boolean },
    options: CallOptions,
  ): Promise<string> {
    return client.retrying(async (attempt) => {
      const made = attempt === 1 ? undefined : await findWork(variables, options);
      return made ?? (await client.execute(work.addWork, variables, { ...options, attempts: 1 })).workAdd.id;
    }, options);
  }

  async function findWork(wanted: { connectorId: string; friendlyName: string }, options: CallOptions) {
    const { connector: found } = await client.execute(work.listWorks, { id: wanted.connectorId }, options);
    return (found?.works ?? []).find(({ name }) => name === wanted.friendlyName)?.id;
  }

  return {
    async about(options) {
      return (await client.execute(connector.about, {}, { attempts: 1, ...options })).about;
    },
    async whoAmI(options) {
      const { me } = await client.execute(connector.whoAmI, {}, { attempts: 1, ...options });
      return { name: me.name, capabilities: me.capabilities.map(({ name }) => name) };
    },
    async register(input, options) {
      const { registerConnector: found } = await client.execute(
        connector.registerConnector,
        { input },
        { attempts: 1, ...options },
      );
      return {
        connectorId: found.id,
        state: found.connector_state,
        userId: found.connector_user_id,
        queues: found.config,
        jwks: found.jwks ?? null,
      };
    },
    async ping(id, state, connectorInfo, options) {
      const { pingConnector } = await client.execute(connector.pingConnector, { id, state, connectorInfo }, options);
      return { state: pingConnector.connector_state };
    },
    async readState(id, options) {
      return (await client.execute(connector.readState, { id }, options)).connector?.connector_state ?? null;
    },
    async queueSize(id, options) {
      const details = (await client.execute(connector.readQueue, { id }, options)).connector?.connector_queue_details;
      return { messages: details?.messages_number ?? 0, bytes: details?.messages_size ?? 0 };
    },
    openWork: (connectorId, name, kind, options = {}) => openWork(connectorId, name, kind.multiPart, options),
    async addExpectations(id, expectations, options) {
      await client.execute(work.addExpectations, { id, expectations }, options);
    },
    async received(id, message, options) {
      await client.execute(work.toReceived, { id, message }, options);
    },
    async processed(id, message, inError, options) {
      await client.execute(work.toProcessed, { id, message, inError }, options);
    },
    async reportFailure(id, error, options) {
      await client.execute(work.reportExpectation, { id, error: { error } }, options);
    },
    async reportDone(id, options) {
      await client.execute(work.reportExpectation, { id, error: null }, options);
    },
    async workProgress(id, options) {
      const found = (await client.execute(work.readProgress, { id }, options)).work;
      if (!found) return undefined;
      const { import_expected_number: expected, import_processed_number: processed } = found.tracking ?? {};
      return { status: found.status, expected: expected ?? 0, processed: processed ?? 0 };
    },
    async answerPlaybook(step, answer, options) {
      const { event_id, execution_id, playbook_id, data_instance_id, step_id, previous_step_id } = step;
      const ids = { event_id, execution_id, playbook_id, data_instance_id, step_id };
      const variables = {
        ...ids,
        previous_step_id: previous_step_id ?? '',
        execution_start: answer.executionStart.toISOString(),
        previous_bundle: answer.previousBundle,
        bundle: answer.bundle,
      };
      await client.execute(connector.answerPlaybook, variables, options);
    },
    async openWorks(id, options) {
      const { connector: found } = await client.execute(work.listWorks, { id }, options);
      const open = (found?.works ?? []).filter(({ status }) => OPEN.has(status));
      return open.map(({ id, name, processed_time }) => ({ id, name, answered: Boolean(processed_time) }));
    },
    async pushBundle(connectorId, bundle, workId, options) {
      await client.execute(connector.pushBundle, { connectorId, bundle, work_id: workId }, options);
    },
  };
}
