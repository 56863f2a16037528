import type { StoragePort } from '../ports/storage.ts';
import type { PlatformClient } from './client.ts';
import { readBucket } from './operations/storage.ts';

/** The storage port over GraphQL. */
export function createStorage(client: PlatformClient): StoragePort {
  return {
    async bucketOf(id, options) {
      const s3 = (await client.execute(readBucket, { id }, options)).connector?.config?.s3;
      if (!s3) return undefined;
      const { endpoint, port, use_ssl: useSsl, bucket_name: bucket, bucket_region: region } = s3;
      return { endpoint, port, useSsl, bucket, region, accessKey: s3.access_key, secretKey: s3.secret_key };
    },
  };
}
