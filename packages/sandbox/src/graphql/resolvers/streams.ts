import type { Platform } from '../../platform.ts';
import type { StreamCollection } from '../../stream/collections.ts';
import { platformError } from '../errors.ts';
import { type PageArgs, page } from '../paging.ts';
import { type RequestContext, resolver } from './context.ts';

const READ = ['TAXIIAPI'];
const SET = ['TAXIIAPI_SETCOLLECTIONS'];

export interface AddInput extends Partial<Omit<StreamCollection, 'id' | 'members'>> {
  readonly authorized_members?: readonly { readonly id: string; readonly access_right: string }[];
}

/** Live streams as they are managed and listed. */
export function streamResolvers(platform: Platform) {
  const { streams, changes } = platform;
  return {
    streamCollection: resolver<{ id: string }>(READ, ({ id }) => {
      const found = streams.find(id);
      return found ? print(platform, found) : null;
    }),
    /** Without a user, the public ones. */
    streamCollections: (args: PageArgs, { user }: RequestContext) => {
      const found = streams.all().filter((one) => (user ? true : one.stream_public));
      return page(
        found.reverse().map((one) => print(platform, one)),
        args,
      );
    },
    redisStreamInfo: resolver(READ, () => {
      const { firstId: firstEventId, lastId: lastEventId, size: streamSize } = changes.log;
      const date = (id: string) => new Date(Number.parseInt(id, 10)).toISOString();
      return {
        lastEventId,
        firstEventId,
        firstEventDate: date(firstEventId),
        lastEventDate: date(lastEventId),
        streamSize,
      };
    }),
    streamCollectionAdd: resolver<{ input: AddInput }>(SET, ({ input: { authorized_members, ...input } }) =>
      print(platform, streams.add({ ...input, members: authorized_members ?? [] })),
    ),
    streamCollectionEdit: resolver<{ id: string }>(SET, ({ id }) => {
      const found = streams.find(id);
      if (!found) throw platformError('FUNCTIONAL_ERROR', 'Cant find element to update');
      return {
        delete: () => {
          streams.delete(id);
          changes.log.wake();
          return id;
        },
        fieldPatch: ({ input }: { input: readonly { key: string; value: readonly unknown[] }[] }) => {
          for (const { key, value } of input) setField(found, key, value[0]);
          changes.log.wake();
          return print(platform, found);
        },
      };
    }),
  };
}

function setField(collection: StreamCollection, key: string, value: unknown): void {
  if (key === 'stream_live' || key === 'stream_public') collection[key] = String(value) === 'true';
  else if (key === 'name') collection.name = String(value);
  else if (key === 'description' || key === 'filters') collection[key] = String(value);
}

function print({ streams }: Platform, { members, ...collection }: StreamCollection) {
  return {
    ...collection,
    authorized_members: members.map(({ id, access_right }, index) => ({ id: `${id}_${index}`, access_right })),
    consumers: [...streams.consumers.values()].filter(({ streamId }) => streamId === collection.id),
  };
}
