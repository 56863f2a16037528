/** A person at the platform: asks by GraphQL, as the platform's pages do. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Sandbox } from '@opencti-connectors/sandbox';
import { WORK } from '../../e2e/acceptance/documents.ts';
import { PersonsPlatform } from '../../e2e/acceptance/platform.ts';

/** A work as the platform shows it. */
export interface ShownWork {
  readonly status: string;
  readonly messages: readonly { readonly message: string }[];
  readonly errors: readonly { readonly message: string }[];
}

const WAIT_MS = 60_000;

export class Person extends PersonsPlatform {
  constructor(sandbox: Sandbox) {
    super(sandbox.url, sandbox.platform.adminToken);
  }

  /** Waits for the end of a work. @throws Error when it takes too long. */
  async ended(id: string): Promise<ShownWork> {
    for (const started = Date.now(); Date.now() - started < WAIT_MS; await sleep(50)) {
      const { work } = await this.ask<{ work: ShownWork | null }>(WORK, { id });
      if (work?.status === 'complete') return work;
    }
    throw new Error(`the work ${id} has not ended`);
  }
}

/** Last sentence of a work, without its full stop. */
export function sentence({ messages }: ShownWork): string {
  return (messages.at(-1)?.message ?? 'no message').replace(/\.$/, '');
}
