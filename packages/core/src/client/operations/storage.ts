import { operation } from '../client.ts';

/** Unknown to platforms before 6.9.10; asked for only when copies go to a bucket, because it holds keys. */
export interface PlatformBucket {
  readonly endpoint: string;
  readonly port: number;
  readonly use_ssl: boolean;
  readonly bucket_name: string;
  readonly bucket_region: string;
  readonly access_key: string;
  readonly secret_key: string;
}

export const readBucket = operation<{ connector: { config: { s3?: PlatformBucket } | null } | null }, { id: string }>(
  'ConnectorBucket',
  `query ConnectorBucket($id: String!) {
  connector(id: $id) {
    id
    config { s3 { endpoint port use_ssl bucket_name bucket_region access_key secret_key } push }
  }
}`,
  'CONNECTORAPI',
);
