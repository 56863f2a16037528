import { duration, secret } from '@opencti-connectors/core';
import { TLP_NAMES } from '@opencti-connectors/core/stix';
import { z } from 'zod';

const text = (description: string) => z.string().min(1).optional().describe(description);
const list = (description: string) => z.array(z.string()).default([]).describe(description);
const flag = (description: string, on = false) => z.boolean().default(on).describe(description);
const pem = (description: string) => text(`${description}: PEM text or the path of a PEM file.`);
const share = (description: string) => z.number().min(0).max(100).optional().describe(description);
const KINDS = ['create', 'update', 'delete', 'merge'] as const;

/** `STREAM_LISTENER_*`: which events, in what form, where to, and what goes back. */
const shape = z.object({
  sink: z.enum(['webhook', 'file', 'amqp', 'stdout']).describe('Where events go: webhook, file, amqp or stdout.'),
  name: z.string().min(1).default('Stream listener').describe('Name of the receiver, in references and labels.'),
  format: z
    .enum(['event', 'object', 'bundle', 'indicator'])
    .default('event')
    .describe('event (as the platform sends it), object (STIX), bundle (STIX), or indicator (flat).'),
  dataDir: text('Folder for dead letters and the spool; without it a refused event stops the delivery.'),
  spoolMb: z
    .number()
    .min(0)
    .default(1_000)
    .describe('MB of events that may wait in that folder while the receiver is away.'),

  events: z
    .array(z.enum(KINDS))
    .default([...KINDS])
    .describe('Kinds of events: create, update, delete, merge.'),
  types: list('Only these types, in the words of OpenCTI or STIX, such as Indicator, domain-name, uses.'),
  excludeTypes: list('Not these types.'),
  maxTlp: z.enum(TLP_NAMES).optional().describe('Nothing marked above this; what has no TLP marking passes.'),
  minScore: share('Least score; what has none passes.'),
  minConfidence: share('Least confidence; what has none passes.'),
  labels: list('Only with one of these labels.'),
  excludeLabels: list('Without any of these labels.'),
  authors: list('Only by these authors: STIX or internal ids of identities.'),
  patternTypes: list('Indicators only with these pattern types, such as stix, sigma.'),
  detection: flag('Indicators only when they are meant for detection.'),
  changed: list('Updates only when they touch one of these properties, such as name, labels.'),
  dependencies: flag('Passes on what the platform repeats because an event refers to it.', true),
  own: flag('Passes on what the user of this connector changed.', true),
  ended: z
    .enum(['keep', 'delete'])
    .default('delete')
    .describe('Revoked and expired objects, in all formats but event: kept as they are, or deleted at the receiver.'),

  lanes: z.number().int().min(1).max(64).default(4).describe('Batches at once for webhook; an entity keeps its order.'),
  batchEvents: z.number().int().min(1).max(10_000).default(100).describe('Events in one batch at most.'),
  batchKb: z.number().int().min(1).default(1_024).describe('KB in one batch at most.'),
  batchWait: duration().prefault('PT1S').describe('How long a batch waits to be full.'),

  webhookUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Address of the webhook.'),
  webhookMethod: z.enum(['POST', 'PUT', 'PATCH']).default('POST').describe('Method of its requests.'),
  webhookBody: z
    .enum(['array', 'ndjson', 'single'])
    .default('array')
    .describe('A JSON array, one line of JSON for each event, or one event in each request.'),
  webhookHeaders: secret(z.string().optional()).describe('More headers, as name:value;name2:value2.'),
  webhookAuth: z.enum(['none', 'basic', 'bearer', 'api-key', 'oauth2']).default('none').describe('Authentication.'),
  webhookUser: text('User for basic, client id for oauth2.'),
  webhookSecret: secret(z.string().min(1).optional()).describe('Password, token, key or client secret.'),
  webhookKeyHeader: z.string().min(1).default('X-API-Key').describe('Header of the key for api-key.'),
  webhookTokenUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe('Where oauth2 gets its token.'),
  webhookScope: text('Scope that oauth2 asks for.'),
  webhookSignature: secret(z.string().min(8).optional()).describe('Secret that signs each request by HMAC-SHA256.'),
  webhookTimeout: duration().prefault('PT30S').describe('Longest time for one request.'),
  webhookPerMinute: z.number().int().min(1).optional().describe('Requests in a minute at most.'),
  webhookSslVerify: flag('Verify the certificate of the webhook.', true),
  webhookSslCa: pem('Authorities to trust'),
  webhookSslCert: pem('Certificate of this client'),
  webhookSslKey: secret(pem('Key of that certificate')),

  fileFolder: text('Folder of the files.'),
  filePrefix: z.string().min(1).default('opencti').describe('First part of their names.'),
  fileMaxMb: z.number().positive().default(100).describe('A new file begins after so many MB.'),
  fileMaxAge: duration().prefault('PT1H').describe('A new file begins after this time.'),
  fileGzip: flag('Compress files that are complete.'),

  amqpUrl: secret(
    z
      .string()
      .regex(/^amqps?:\/\//, 'amqp://user:password@host:port/vhost')
      .optional(),
  ).describe('Broker: amqp:// or amqps://user:password@host:port/vhost.'),
  amqpExchange: z.string().default('').describe('Exchange; empty for the default one, which takes queue names.'),
  amqpRoutingKey: z.string().default('').describe('Routing key; {event} and {type} stand for those of the event.'),

  feedback: z
    .array(z.enum(['reference', 'label', 'note', 'sighting']))
    .default([])
    .describe('What goes back to OpenCTI: reference, label, note (on refusal), sighting (from the answer).'),
  feedbackLabel: text('Label put on what was delivered; "sent:" and the name when not set.'),
});

type Shape = z.output<typeof shape>;

/** What each choice needs besides. */
const NEEDED: readonly (readonly [keyof Shape, (given: Shape) => boolean, string])[] = [
  ['webhookUrl', ({ sink }) => sink === 'webhook', 'STREAM_LISTENER_SINK is webhook'],
  ['fileFolder', ({ sink }) => sink === 'file', 'STREAM_LISTENER_SINK is file'],
  ['amqpUrl', ({ sink }) => sink === 'amqp', 'STREAM_LISTENER_SINK is amqp'],
  ['webhookSecret', ({ sink, webhookAuth }) => sink === 'webhook' && webhookAuth !== 'none', 'of its authentication'],
  ['webhookUser', ({ webhookAuth }) => ['basic', 'oauth2'].includes(webhookAuth), 'of its authentication'],
  ['webhookTokenUrl', ({ webhookAuth }) => webhookAuth === 'oauth2', 'STREAM_LISTENER_WEBHOOK_AUTH is oauth2'],
  ['webhookSslKey', ({ webhookSslCert }) => webhookSslCert !== undefined, 'there is a certificate'],
];

export const settings = shape.superRefine((given, context) => {
  for (const [key, isNeeded, why] of NEEDED) {
    if (!isNeeded(given) || given[key] !== undefined) continue;
    context.addIssue({ code: 'custom', path: [key], message: `a value, because ${why}` });
  }
});

export type Settings = z.output<typeof settings>;

/** PEM text, or undefined; a path is read by whoever needs it. */
export function headersOf(pairs: string | undefined): Record<string, string> {
  const split = (pairs ?? '').split(';').filter((pair) => pair.includes(':'));
  return Object.fromEntries(
    split.map((pair) => [pair.slice(0, pair.indexOf(':')).trim(), pair.slice(pair.indexOf(':') + 1).trim()]),
  );
}
