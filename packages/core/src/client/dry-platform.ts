import type { Log } from '../define/context.ts';
import type { PlatformPort } from '../ports/platform.ts';

const NO_BROKER = { host: '', port: 0, vhost: '', use_ssl: false, user: '', pass: '' };
const NO_QUEUES = { connection: NO_BROKER, listen: '', push: '', push_exchange: '', push_routing: '' };
const DRY_WORK = { id: 'dry-run', multiPart: true };

/**
 * The platform of `--dry`: the stored state is read, where the platform can be reached; nothing is written, so that no
 * connector, work or state comes of it.
 */
export function dryPlatform(platform: PlatformPort, log: Log): PlatformPort {
  let state: string | null = null;
  const nothing = async () => undefined;
  return {
    about: (options) => platform.about(options),
    whoAmI: (options) => platform.whoAmI(options),
    async register({ id }, options) {
      try {
        state = await platform.readState(id, options);
      } catch (error) {
        options?.signal?.throwIfAborted();
        log.warn('dry run: the stored state cannot be read, this counts as a first run', { error });
      }
      return { connectorId: id, state, userId: null, queues: NO_QUEUES, jwks: null };
    },
    ping: async () => ({ state }),
    readState: async () => state,
    queueSize: async () => ({ messages: 0, bytes: 0 }),
    openWork: async () => DRY_WORK,
    openWorks: async () => [],
    addExpectations: nothing,
    received: nothing,
    reportFailure: nothing,
    workProgress: async () => undefined,
    reportDone: nothing,
    answerPlaybook: nothing,
    processed: async (_id, message, inError) => log.info('dry run: the work would end', { message, in_error: inError }),
    pushBundle: nothing,
  };
}
