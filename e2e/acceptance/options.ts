/** What `npm run acceptance` is told, by its command line or by the environment. */
import { parseArgs } from 'node:util';

export const USAGE = `npm run acceptance -- --url <address> --token <token> [options]

Runs the connectors as processes against a running OpenCTI, has each do its job on a few invented objects, reads
the result back and removes what it made. Exit code 0 when every row is ok, else 1.

  --url <address>            the platform, without /graphql (OPENCTI_URL)
  --token <token>            of the person who asks (OPENCTI_TOKEN): may create, export, ask for enrichment and imports
  --connector-token <token>  of the account that the connectors work as; the same when not given
  --amqp <address>           the broker as this machine reaches it: amqp://[user:password@]host[:port][/vhost];
                             what it leaves out is taken from the platform (MQ_HOST, MQ_PORT, … do the same)
  --callback <address>       no broker: bundles and jobs go over HTTP, and the platform reaches this machine there
  --stream <id>              an existing live stream, where the token may not open one
  --only <names>             only these connectors, separated by commas
  --bundles                  runs the bundled files (npm run bundle), not the sources
  --patience <seconds>       longest wait for one thing (900)
  --keep                     removes nothing
  --json                     prints one JSON document instead of the table`;

/** The options, with defaults filled in. */
export interface Options {
  readonly url: string;
  readonly token: string;
  readonly connectorToken: string;
  /** `MQ_…` variables of the connectors. */
  readonly broker: Readonly<Record<string, string>>;
  readonly callback: string | undefined;
  readonly stream: string | undefined;
  readonly only: readonly string[];
  readonly bundles: boolean;
  readonly patienceMs: number;
  readonly keep: boolean;
  readonly json: boolean;
}

/** @returns the options; undefined when help was asked for. @throws with a sentence when something is missing. */
export function readOptions(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Options | undefined {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean', default: false } as const;
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...{ url: text, token: text, 'connector-token': text, amqp: text, callback: text, stream: text, only: text },
      ...{ bundles: flag, keep: flag, json: flag, help: flag, patience: { type: 'string', default: '900' } },
    },
  });
  if (values.help) return undefined;
  const { url = env.OPENCTI_URL, token = env.OPENCTI_TOKEN } = values;
  if (!url || !token) throw new Error('a platform and a token are needed: --url and --token');
  const patience = Number(values.patience);
  if (!(patience > 0)) throw new Error(`--patience ${values.patience}: a number of seconds`);
  return {
    url: url.replace(/\/+$/, ''),
    token,
    connectorToken: values['connector-token'] ?? token,
    broker: { ...variablesFrom(env), ...(values.amqp ? brokerVariables(values.amqp) : {}) },
    callback: values.callback,
    stream: values.stream,
    only: values.only?.split(',').map((name) => name.trim()) ?? [],
    bundles: values.bundles,
    patienceMs: patience * 1_000,
    keep: values.keep,
    json: values.json,
  };
}

/** What a connector needs of this machine's own environment: the broker, proxies, authorities. */
const PASSED_ON = /^(MQ_.*|HTTPS?_PROXY|NO_PROXY|HTTPS_CA_CERTIFICATES|NODE_EXTRA_CA_CERTS|OPENCTI_SSL_VERIFY)$/;

function variablesFrom(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const given = Object.entries(env).flatMap(([name, value]) => (value ? [[name, value] as const] : []));
  return Object.fromEntries(given.filter(([name]) => PASSED_ON.test(name)));
}

/** An AMQP address as the settings of a connector. */
export function brokerVariables(address: string): Record<string, string> {
  const { protocol, hostname, port, username, password, pathname } = new URL(address);
  if (!/^amqps?:$/.test(protocol))
    throw new Error(`--amqp ${address}: an address that starts with amqp:// or amqps://`);
  const vhost = decodeURIComponent(pathname.slice(1));
  return {
    MQ_HOST: hostname,
    ...(port ? { MQ_PORT: port } : {}),
    ...(vhost ? { MQ_VHOST: vhost } : {}),
    ...(username ? { MQ_USER: decodeURIComponent(username) } : {}),
    ...(password ? { MQ_PASS: decodeURIComponent(password) } : {}),
    ...(protocol === 'amqps:' ? { MQ_USE_SSL: 'true' } : {}),
  };
}
