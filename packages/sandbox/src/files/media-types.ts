/** Media types by extension: the platform guesses from the name, and ignores what an upload says of itself. */
const BY_EXTENSION: Readonly<Record<string, string>> = {
  json: 'application/json',
  stix: 'application/vnd.oasis.stix+json',
  ndjson: 'application/x-ndjson',
  jsonl: 'application/jsonl',
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  txt: 'text/plain',
  log: 'text/plain',
  md: 'text/markdown',
  html: 'text/html',
  htm: 'text/html',
  xml: 'text/xml',
  yaml: 'text/yaml',
  yml: 'text/yaml',
  pdf: 'application/pdf',
  zip: 'application/zip',
  gz: 'application/gzip',
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  gif: 'image/gif',
  svg: 'image/svg+xml',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  ods: 'application/vnd.oasis.opendocument.spreadsheet',
  eml: 'message/rfc822',
};

/** The media type of a name. */
export function mediaTypeOf(name: string): string {
  return BY_EXTENSION[extensionOf(name)] ?? 'application/octet-stream';
}

/** The extension that a file of this type gets, without the dot; empty where none is known. */
export function extensionFor(mediaType: string): string {
  return Object.entries(BY_EXTENSION).find(([, type]) => type === mediaType)?.[0] ?? '';
}

function extensionOf(name: string): string {
  return /\.([^./]+)$/.exec(name)?.[1]?.toLowerCase() ?? '';
}
