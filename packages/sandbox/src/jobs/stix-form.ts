import type { StoredFile } from '../files/store.ts';
import type { Element } from '../graph/store.ts';
import { openctiType } from '../graph/types.ts';
import type { Platform } from '../platform.ts';

const OPENCTI_EXTENSION = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
const OBSERVABLE_EXTENSION = 'extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82';

/** Types of the platform's own, which announce themselves as new. */
const NEW_TYPES = new Set(
  'case-incident case-rfi case-rft task feedback channel narrative language event data-component data-source security-coverage'.split(
    ' ',
  ),
);
/** What an observable has only in its extension. */
const IN_EXTENSION = ['labels', 'created_by_ref', 'external_references'];
const PREFIX = 'x_opencti_';

type Properties = Record<string, unknown>;

/** The STIX form that the platform sends: its own attributes in extensions (protocol.md 8.1). */
export function extendedForm(platform: Platform, element: Element): Properties {
  const { properties, standardId: id, type } = element;
  if (type === 'marking-definition') return markingForm(platform, element);
  const {
    extensions,
    id: _id,
    type: _type,
    spec_version: _version,
    auto_enrichment_disable: _flag,
    ...rest
  } = properties;
  const own = Object.entries(rest).filter(([, value]) => !isEmpty(value));
  const plain = Object.fromEntries(own.filter(([key]) => !key.startsWith(PREFIX)));
  const prefixed = Object.fromEntries(
    own.filter(([key]) => key.startsWith(PREFIX)).map(([key, value]) => [key.slice(PREFIX.length), value]),
  );
  const given = typeof extensions === 'object' ? extensions : {};
  const common = openctiExtension(platform, element);
  const frame = { id, spec_version: '2.1', type };
  if (isObservable(type)) {
    const moved = Object.fromEntries(Object.entries(plain).filter(([key]) => IN_EXTENSION.includes(key)));
    const kept = Object.fromEntries(Object.entries(plain).filter(([key]) => !IN_EXTENSION.includes(key)));
    const observable = { extension_type: 'property-extension', ...prefixed, ...moved };
    return {
      ...frame,
      extensions: { ...given, [OPENCTI_EXTENSION]: common, [OBSERVABLE_EXTENSION]: observable },
      ...kept,
    };
  }
  const { createdAt: created, updatedAt: modified } = element;
  const defaults = { created, modified, revoked: false, confidence: 100, lang: 'en' };
  return { ...frame, extensions: { ...given, [OPENCTI_EXTENSION]: { ...common, ...prefixed } }, ...defaults, ...plain };
}

/** A marking says less than others, and its kind at the top. */
function markingForm(platform: Platform, element: Element): Properties {
  const { properties, standardId: id, type, createdAt: created, updatedAt: modified } = element;
  const {
    x_opencti_order: order,
    x_opencti_color: color,
    name,
    x_opencti_definition_type: definition_type,
  } = properties;
  const { stix_ids: _none, ...common } = openctiExtension(platform, element);
  const extensions = { [OPENCTI_EXTENSION]: { ...common, order, color } };
  return { id, spec_version: '2.1', type, extensions, created, modified, name, definition_type };
}

function openctiExtension(platform: Platform, element: Element): Properties {
  const { id, type, properties, standardId, createdAt, updatedAt, creatorId } = element;
  const files = platform.files.list(`import/${openctiType(element)}/${id}`).map((file) => printedFile(platform, file));
  const author = platform.graph.find(String(properties.created_by_ref ?? ''));
  const labels = labelsOf(properties).flatMap((value) => platform.graph.labels.get(value.toLowerCase())?.id ?? []);
  const sent = properties.id === standardId ? [] : [properties.id];
  const optional = {
    ...(files.length > 0 ? { files } : {}),
    ...(sent.length > 0 ? { stix_ids: sent } : {}),
    is_inferred: false,
    creator_ids: [creatorId],
    ...(labels.length > 0 ? { labels_ids: labels } : {}),
    ...(author ? { created_by_ref_id: author.id, created_by_ref_type: openctiType(author) } : {}),
  };
  const extension_type = NEW_TYPES.has(type) ? 'new-sdo' : 'property-extension';
  const times = { created_at: createdAt, updated_at: updatedAt };
  return { extension_type, id, type: openctiType(element), ...times, ...optional };
}

function printedFile(platform: Platform, { id, name, version, mimeType, markings }: StoredFile) {
  const refs = markings.flatMap((marking) => platform.graph.find(marking)?.standardId ?? []);
  return { name, uri: `/storage/get/${id}`, version, mime_type: mimeType, object_marking_refs: refs };
}

function labelsOf({ labels }: Properties): string[] {
  return Array.isArray(labels) ? labels.map(String) : [];
}

function isEmpty(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

const OBSERVABLES = new Set(
  (
    'autonomous-system directory domain-name email-addr email-message email-mime-part-type artifact file ' +
    'x509-certificate ipv4-addr ipv6-addr mac-addr mutex network-traffic process software url user-account ' +
    'windows-registry-key windows-registry-value-type hostname cryptographic-key cryptocurrency-wallet text user-agent ' +
    'bank-account phone-number credential tracking-number payment-card media-content persona ssh-key ai-prompt imei ' +
    'iccid imsi'
  ).split(' '),
);

/** True for the types that describe something seen. */
export function isObservable(type: string): boolean {
  return OBSERVABLES.has(type);
}

/** The name that people know an element by. */
export function mainName({ properties, standardId }: Element): string {
  const { name, value, path, subject, key, definition } = properties;
  const found = [name, value, path, subject, key, definition].find((one) => typeof one === 'string' && one !== '');
  return String(found ?? standardId);
}
