import type { PlatformPort } from '../ports/platform.ts';

const NO_WORK = 'nothing-is-queued';

/**
 * The platform of `CONNECTOR_SEND_TO_QUEUE=false`: no work is opened for what the platform will never import, as with
 * the reference. Works that the platform opened itself, for a job, are told of all the same: somebody looks at them.
 */
export function withoutWorks(platform: PlatformPort): PlatformPort {
  const known =
    <Args extends unknown[], Result>(call: (workId: string, ...args: Args) => Promise<Result>, nothing: Result) =>
    async (workId: string, ...args: Args): Promise<Result> =>
      workId === NO_WORK ? nothing : call(workId, ...args);
  return {
    ...platform,
    openWork: async () => ({ id: NO_WORK, multiPart: true }),
    addExpectations: known(platform.addExpectations, undefined),
    received: known(platform.received, undefined),
    processed: known(platform.processed, undefined),
    reportFailure: known(platform.reportFailure, undefined),
    reportDone: known(platform.reportDone, undefined),
    workProgress: known(platform.workProgress, undefined),
  };
}
