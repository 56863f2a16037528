import { join } from 'node:path';
import { describeConnector, localHttp } from '@opencti-connectors/testing';
import { afterAll } from 'vitest';
import { closeAll, domain, entityOf, http, rdap, registry, whois } from './registries.fixtures.ts';

afterAll(closeAll);
const config = { rdapServer: await rdap(), whois: false, timeout: 'PT2S', requestsPerSecond: 1_000 };
const broken = await http((_request, response) => response.end('<html>'));

describeConnector(whois, {
  config,
  entity: entityOf(registry('com-thin-registry').asked),
  http: localHttp(),
  failing: { config: { ...config, rdapServer: broken }, entity: domain('quiet-heron.org') },
  readme: join(import.meta.dirname, '../README.md'),
});
