import { z } from 'zod';
import { duration, secret } from './secret.ts';

const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;

/** Both spellings of the level, in any case: the reference knows `warning` and `critical`. */
const logLevel = z
  .string()
  .transform((level, context) => {
    const name = { warning: 'warn', critical: 'error' }[level.toLowerCase()] ?? level.toLowerCase();
    const known = LOG_LEVELS.find((one) => one === name);
    if (known) return known;
    context.addIssue({ code: 'custom', message: `one of ${LOG_LEVELS.join(', ')}` });
    return z.NEVER;
  })
  .default('info')
  .describe('Least level that is logged.');

function notChangeMe(text: string): boolean {
  return text.trim() !== '' && text.toLowerCase() !== 'changeme';
}

/** `name:value;name2:value2` */
const headers = z
  .string()
  .transform((text, context) => {
    const pairs = text.split(';').filter((pair) => pair.trim() !== '');
    const split = pairs.map((pair) => [
      pair.slice(0, pair.indexOf(':')).trim(),
      pair.slice(pair.indexOf(':') + 1).trim(),
    ]);
    if (pairs.every((pair) => pair.indexOf(':') > 0)) return Object.fromEntries(split) as Record<string, string>;
    context.addIssue({ code: 'custom', message: 'name:value pairs separated by semicolons' });
    return z.NEVER;
  })
  .optional();

/** `OPENCTI_*` */
export const openctiSection = z.object({
  url: z
    .string()
    .refine((url) => /^https?:\/\/[^/]/.test(url), 'an address that starts with http:// or https://')
    .describe('Address of the OpenCTI platform, without /graphql.'),
  token: secret(z.string().refine(notChangeMe, 'the token of a user of the platform')).describe(
    'Token of the user that the connector works as.',
  ),
  sslVerify: z.boolean().default(true).describe('Verify the certificate of the platform.'),
  customHeaders: headers.describe('Headers sent with each request, as name:value;name2:value2.'),
});

/** In any case, as the reference takes it. */
const listenProtocol = z
  .string()
  .transform((text) => text.toUpperCase())
  .pipe(z.enum(['AMQP', 'API']))
  .prefault('AMQP')
  .describe('How jobs reach the connector: AMQP, or API for an HTTP callback.');

/** `LISTEN_PROTOCOL_*`: the reference's names in the environment for settings of the section `connector`. */
export const listenProtocolSection = z.object({
  apiSslKey: secret(z.string().optional()).describe('Key of the callback server: PEM text or path.'),
  apiSslCert: z.string().optional().describe('Certificate of the callback server: PEM text or path.'),
  apiSslPassphrase: secret(z.string().optional()).describe('Passphrase of that key.'),
});

function days(description: string) {
  return z.number().int().min(0).default(7).describe(description);
}

/** A date, or one of the reference's words for no recovery. */
const recoverDate = z
  .string()
  .transform((text, context) => {
    if (/^(no|none|false)$/i.test(text)) return false as const;
    const date = Date.parse(text);
    if (!Number.isNaN(date)) return new Date(date).toISOString();
    context.addIssue({ code: 'custom', message: 'an ISO 8601 date such as 2026-01-31T00:00:00Z, or none' });
    return z.NEVER;
  })
  .optional();

/** `CONNECTOR_LIVE_STREAM_*`: what connectors of the kind STREAM read, under the reference's names. */
const liveStream = {
  liveStreamId: z.string().min(1).optional().describe('Live stream to follow: the id of a collection, or live.'),
  liveStreamListenDelete: z.boolean().default(true).describe('Follows deletions.'),
  liveStreamNoDependencies: z.boolean().default(true).describe('Leaves out what an object is related to.'),
  liveStreamWithInferences: z.boolean().default(false).describe('Follows inferred objects too.'),
  liveStreamRecoverIsoDate: recoverDate.describe('First run: lists what changed up to this date; none for no list.'),
  liveStreamStartTimestamp: z
    .number()
    .int()
    .min(0)
    .optional()
    .describe('First run: starts here, milliseconds since 1970; 0 for everything; from now on when not set.'),
};

/** `CONNECTOR_*` */
export const connectorSection = z.object({
  id: z
    .string()
    .refine(notChangeMe, 'an id of its own for each connector, such as a UUID')
    .describe('Id of the connector, its own for each.'),
  type: z.string().optional().describe('Kind of the connector; known to the image, checked when given.'),
  name: z.string().min(1).optional().describe('Name shown by the platform.'),
  scope: z.array(z.string()).optional().describe('Types that the connector is for.'),
  logLevel,
  auto: z.boolean().default(false).describe('Runs on new entities without being asked.'),
  autoUpdate: z.boolean().default(false).describe('Runs on updated entities without being asked.'),
  enrichmentResolution: z.string().default('none').describe('How much of an entity comes with a job.'),
  onlyContextual: z.boolean().default(false).describe('Offered only in the context of an entity.'),
  durationPeriod: duration().optional().describe('Time between two runs, ISO 8601; 0 runs once.'),
  runAndTerminate: z.boolean().default(false).describe('Runs once and ends.'),
  queueThreshold: z.number().positive().default(500).describe('MB on its queues above which a run waits.'),
  listenProtocol: listenProtocol,
  listenProtocolApiPort: z.number().int().min(0).max(65_535).default(7070).describe('Port of the HTTP callback.'),
  listenProtocolApiPath: z.string().startsWith('/').default('/api/callback').describe('Path of the HTTP callback.'),
  listenProtocolApiUri: z
    .url()
    .optional()
    .describe('Address at which the platform reaches the callback, without path.'),
  listenProtocolApiSsl: z.boolean().default(false).describe('Serves the callback over HTTPS.'),
  listenProtocolApiSslKey: secret(z.string().optional()).describe('Key of that server: PEM text or path.'),
  listenProtocolApiSslCert: z.string().optional().describe('Certificate of that server: PEM text or path.'),
  listenProtocolApiSslPassphrase: secret(z.string().optional()).describe('Passphrase of that key.'),
  jobsAtOnce: z.number().int().min(1).max(100).default(4).describe('Jobs at once, each on another entity.'),
  jobTimeout: duration()
    .prefault('PT25M')
    .describe('Longest time for one job; keep it below the consumer_timeout of RabbitMQ.'),
  queueProtocol: z.enum(['amqp', 'api']).default('amqp').describe('How bundles reach the platform.'),
  sendToQueue: z.boolean().default(true).describe('Sends to the platform; false makes the copies the only sending.'),
  sendToDirectory: z.boolean().default(false).describe('Writes a copy of each bundle to a directory.'),
  sendToDirectoryPath: z.string().min(1).optional().describe('That directory; made when it is not there.'),
  sendToDirectoryRetention: days('Days after which copies in it are removed; 0 keeps all.'),
  sendToS3: z.boolean().default(false).describe('Writes a copy of each bundle to an S3 bucket.'),
  sendToS3Bucket: z.string().min(1).optional().describe("That bucket; the platform's own when not set."),
  sendToS3Folder: z.string().default('connectors').describe('Folder in the bucket; "." for its root.'),
  sendToS3Retention: days('Days after which copies in it are removed; 0 keeps all.'),
  validateBeforeImport: z
    .boolean()
    .default(false)
    .describe('Puts what would be imported into a workbench, for a person to look at and to import.'),
  spoolDir: z
    .string()
    .min(1)
    .optional()
    .describe('Folder where importers of files put large ones aside; the temporary folder when not set.'),
  autoCreateServiceAccount: z
    .boolean()
    .default(false)
    .describe('Works as a service account of its own, made with the token, which is then one of an administrator.'),
  autoCreateServiceAccountConfidenceLevel: z
    .number()
    .int()
    .min(0)
    .max(100)
    .default(50)
    .describe('Highest confidence of that account.'),
  xtmOneIntent: z.string().optional().describe('Intent that the connector is registered with for XTM One.'),
  exposeMetrics: z.boolean().default(false).describe('Serves /metrics.'),
  metricsPort: z.number().int().min(0).max(65_535).default(9095).describe('Port of /health, /ready and /metrics.'),
  metricsNamespace: z.string().default('').describe('First part of the metric names.'),
  metricsSubsystem: z.string().default('').describe('Second part of the metric names.'),
  ...liveStream,
});

/** `HTTPS_*` */
export const httpsSection = z.object({
  caCertificates: z.string().optional().describe('Authorities to trust: PEM text or the path of a PEM file.'),
});

/** `MQ_*`: what replaces the address that the platform hands out, and TLS towards the broker. */
export const mqSection = z.object({
  host: z.string().optional().describe('Host of the broker; as the platform says when not set.'),
  port: z.number().int().min(1).max(65_535).optional().describe('Port of the broker; as the platform says.'),
  vhost: z.string().optional().describe('Virtual host; as the platform says.'),
  useSsl: z.boolean().optional().describe('TLS to the broker; as the platform says.'),
  user: z.string().optional().describe('User of the broker; as the platform says.'),
  pass: secret(z.string().optional()).describe('Password of that user; as the platform says.'),
  useSslCa: z.string().optional().describe('Authorities to trust for the broker: PEM text or the path of a PEM file.'),
  useSslCert: z.string().optional().describe('Certificate of this client: PEM text or path.'),
  useSslKey: secret(z.string().optional()).describe('Key of that certificate: PEM text or path.'),
  useSslPassphrase: secret(z.string().optional()).describe('Passphrase of that key.'),
  useSslRejectUnauthorized: z.boolean().default(true).describe('Verify the certificate of the broker.'),
});

/** `S3_*`: what replaces the object store that the platform hands out, for copies (`CONNECTOR_SEND_TO_S3`). */
export const s3Section = z.object({
  endpoint: z.string().min(1).optional().describe('Host of the object store; as the platform says when not set.'),
  port: z.number().int().min(0).max(65_535).optional().describe("Its port; 0 for the scheme's own."),
  useSsl: z.boolean().optional().describe('HTTPS to the object store; as the platform says.'),
  accessKey: secret(z.string().optional()).describe('Access key; as the platform says.'),
  secretKey: secret(z.string().optional()).describe('Secret key; as the platform says.'),
  bucketRegion: z.string().optional().describe('Region that requests are signed for; as the platform says.'),
});

/** Settings that core reads, by section. */
export const PLATFORM_SECTIONS = {
  opencti: openctiSection,
  connector: connectorSection,
  https: httpsSection,
  mq: mqSection,
  listen_protocol: listenProtocolSection,
  s3: s3Section,
} as const;

/** Accepted and ignored, said once: they stand in many deployments (decision 9). */
export const IGNORED_VARIABLES: readonly string[] = [
  'CONNECTOR_CONFIDENCE_LEVEL',
  'CONNECTOR_UPDATE_EXISTING_DATA',
  'OPENCTI_JSON_LOGGING',
];

/** Old names of settings, and what they are called now. */
export const OLD_NAMES: Readonly<Record<string, string>> = { QUEUE_PROTOCOL: 'CONNECTOR_QUEUE_PROTOCOL' };
