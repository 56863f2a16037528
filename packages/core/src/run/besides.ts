import type { PlatformClient } from '../client/client.ts';
import { createStorage } from '../client/storage.ts';
import { createWorkbench } from '../client/workbench.ts';
import type { LoadedConfig } from '../config/load.ts';
import type { ConnectorKind } from '../define/connector.ts';
import type { Log } from '../define/context.ts';
import type { Session } from '../drive/session.ts';
import { PlatformError } from '../errors.ts';
import type { PlatformPort } from '../ports/platform.ts';
import type { QueuePort } from '../ports/queue.ts';
import type { BucketAddress } from '../ports/storage.ts';
import { CopyingQueue, type CopyTarget } from '../queue/copies.ts';
import { DirectoryCopies } from '../queue/copies-directory.ts';
import { S3Copies } from '../queue/copies-s3.ts';
import { WorkbenchQueue } from '../queue/workbench.ts';

interface Surroundings {
  readonly connector: { readonly kind: ConnectorKind };
  readonly settings: LoadedConfig['platform'];
  readonly client: PlatformClient;
  readonly session: Session;
  readonly platform: PlatformPort;
  readonly log: Log;
}

/** What the settings want besides, or in place of, the sending itself: copies, or a look by a person first. */
export function besides(sending: () => QueuePort, around: Surroundings): QueuePort {
  const queue = withCopies(sending, around);
  // Importers of files know the name and the entity of what they validate: their driver does it.
  const isValidated =
    around.settings.connector.validateBeforeImport && around.connector.kind !== 'INTERNAL_IMPORT_FILE';
  return isValidated ? new WorkbenchQueue(queue, around.platform, createWorkbench(around.client)) : queue;
}

function withCopies(sending: () => QueuePort, around: Surroundings): QueuePort {
  const { connector, settings, session, log } = around;
  const { connector: own } = settings;
  const targets = copyTargets(around);
  const queue = own.sendToQueue ? sending() : undefined;
  if (queue && targets.length === 0) return queue;
  const { id, name, scope, auto, validateBeforeImport } = own;
  return new CopyingQueue(queue, {
    targets,
    connector: { id, name, type: connector.kind, scope, auto, validateBeforeImport },
    userId: () => session.registration?.userId ?? null,
    log,
    now: () => new Date(),
  });
}

function copyTargets({ settings, client, session }: Surroundings): CopyTarget[] {
  const { connector: own, opencti } = settings;
  const targets: CopyTarget[] = [];
  if (own.sendToDirectory) {
    const path = own.sendToDirectoryPath ?? '';
    targets.push(new DirectoryCopies(path, own.sendToDirectoryRetention, own.name));
  }
  if (own.sendToS3) {
    targets.push(
      new S3Copies({
        address: () => bucketAddress(settings, client, session.connectorId),
        folder: own.sendToS3Folder,
        retentionDays: own.sendToS3Retention,
        connectorName: own.name,
        caCertificates: opencti.caCertificates,
      }),
    );
  }
  return targets;
}

/** `S3_*` over what the platform says, which is asked only when the settings leave something open. */
async function bucketAddress(
  { s3, connector: own }: LoadedConfig['platform'],
  client: PlatformClient,
  connectorId: string,
): Promise<BucketAddress> {
  const given = {
    endpoint: s3.endpoint,
    port: s3.port,
    useSsl: s3.useSsl,
    bucket: own.sendToS3Bucket,
    region: s3.bucketRegion,
    accessKey: s3.accessKey,
    secretKey: s3.secretKey,
  };
  const isWhole = Object.values(given).every((value) => value !== undefined);
  const said = isWhole ? undefined : await createStorage(client).bucketOf(connectorId);
  const address = { ...said, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  const missing = Object.keys(given).filter((key) => !(key in address));
  if (missing.length === 0) return address as BucketAddress;
  throw new PlatformError(
    `the platform does not say where its object store is: set ${missing.map((key) => VARIABLES[key]).join(', ')}`,
    { code: 'NO_OBJECT_STORE' },
  );
}

const VARIABLES: Readonly<Record<string, string>> = {
  endpoint: 'S3_ENDPOINT',
  port: 'S3_PORT',
  useSsl: 'S3_USE_SSL',
  bucket: 'CONNECTOR_SEND_TO_S3_BUCKET',
  region: 'S3_BUCKET_REGION',
  accessKey: 'S3_ACCESS_KEY',
  secretKey: 'S3_SECRET_KEY',
};
