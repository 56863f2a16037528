import type { CallOptions } from './platform.ts';

/** Where a bucket is and how to sign for it. */
export interface BucketAddress {
  /** Host name. */
  readonly endpoint: string;
  /** The scheme's own when 0 or absent. */
  readonly port?: number;
  readonly useSsl: boolean;
  readonly bucket: string;
  readonly region: string;
  readonly accessKey: string;
  readonly secretKey: string;
}

/** The object store that the platform keeps its own files in, and hands out to connectors. */
export interface StoragePort {
  /** Undefined on platforms that do not hand it out (before 6.9.10). @throws PlatformError */
  bucketOf(connectorId: string, options?: CallOptions): Promise<BucketAddress | undefined>;
}
