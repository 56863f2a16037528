import type { z } from 'zod';
import type { ConfigProblem } from '../errors.ts';
import type { connectorSection, listenProtocolSection } from './platform-settings.ts';

type Own = z.output<typeof connectorSection>;
type Listen = z.output<typeof listenProtocolSection>;

/** Settings that are each right and do not go together. */
export function contradictions(own: Own, listen: Listen): ConfigProblem[] {
  return [...missingCertificate(own, listen), ...copies(own)];
}

function problem(key: string, found: string, expected: string): ConfigProblem {
  return { variable: `CONNECTOR_${key}`, path: `connector.${key.toLowerCase()}`, found, expected };
}

/** HTTPS needs both halves, under either name. */
function missingCertificate(own: Own, listen: Listen): ConfigProblem[] {
  if (!own.listenProtocolApiSsl) return [];
  const halves = {
    KEY: own.listenProtocolApiSslKey ?? listen.apiSslKey,
    CERT: own.listenProtocolApiSslCert ?? listen.apiSslCert,
  };
  const missing = Object.entries(halves).filter(([, value]) => !value);
  return missing.map(([half]) => ({
    variable: `LISTEN_PROTOCOL_API_SSL_${half}`,
    path: `connector.listen_protocol_api_ssl_${half.toLowerCase()}`,
    found: 'nothing',
    expected: 'PEM text or a path, because CONNECTOR_LISTEN_PROTOCOL_API_SSL is on',
  }));
}

function copies({ sendToQueue, sendToDirectory, sendToDirectoryPath, sendToS3, validateBeforeImport }: Own) {
  const found: ConfigProblem[] = [];
  if (sendToDirectory && sendToDirectoryPath === undefined) {
    const expected = 'the path of a directory, because CONNECTOR_SEND_TO_DIRECTORY is on';
    found.push(problem('SEND_TO_DIRECTORY_PATH', 'nothing', expected));
  }
  if (!sendToQueue && !sendToDirectory && !sendToS3) {
    const expected = 'true, unless CONNECTOR_SEND_TO_DIRECTORY or CONNECTOR_SEND_TO_S3 is on';
    found.push(problem('SEND_TO_QUEUE', 'false', expected));
  }
  if (!sendToQueue && validateBeforeImport) {
    const expected = 'false, because CONNECTOR_SEND_TO_QUEUE is off and nothing goes to the platform';
    found.push(problem('VALIDATE_BEFORE_IMPORT', 'true', expected));
  }
  return found;
}
