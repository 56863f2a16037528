import { PlatformError } from '../errors.ts';
import type { EntitiesPort } from '../ports/entities.ts';
import type { StixObject } from '../stix/object.ts';
import type { PlatformClient } from './client.ts';
import { readStix, readWorkName } from './operations/entity.ts';

/** Entities over GraphQL. */
export function createEntities(client: PlatformClient): EntitiesPort {
  return {
    async read(id, options) {
      const { stix } = await client.execute(readStix, { id }, options);
      return stix ? parsed(stix, id) : undefined;
    },
    async wasAsked(id, options) {
      const { work } = await client.execute(readWorkName, { id }, options);
      return work?.name?.startsWith('Manual') ?? false;
    },
  };
}

function parsed(text: string, id: string): StixObject {
  try {
    return JSON.parse(text) as StixObject;
  } catch (cause) {
    throw new PlatformError(`The platform gives ${id} as text that is not JSON.`, { code: 'NOT_JSON', cause });
  }
}
