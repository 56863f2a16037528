import type { StixObject } from './object.ts';

/** Id of the extension in which the platform writes what STIX has no place for (protocol.md 8.1). */
export const OPENCTI_EXTENSION = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
/** The same for what only observables have. */
export const OPENCTI_OBSERVABLE_EXTENSION = 'extension-definition--f93e2c80-4231-4f9a-af8b-95c9bd566a82';
/** The same for MITRE's own properties. */
export const MITRE_EXTENSION = 'extension-definition--322b8f77-262a-4cb8-a915-1e441e00329b';

type Values = Readonly<Record<string, unknown>>;

/** The object with values in OpenCTI's extension; what is there already stays unless it is named again. */
export function withOpenctiExtension<Given extends StixObject>(object: Given, values: Values): Given {
  const extensions = (object.extensions ?? {}) as Readonly<Record<string, Values | undefined>>;
  const own = { extension_type: 'property-extension', ...extensions[OPENCTI_EXTENSION], ...values };
  return { ...object, extensions: { ...extensions, [OPENCTI_EXTENSION]: own } };
}

/**
 * A value of the platform's own about an object: from OpenCTI's extension, else from the one for observables, else the
 * object's own property of that name (but never its `type`), else the flat `x_opencti_<name>`.
 * @returns null where null is written, undefined where nothing is.
 */
export function openctiValue(object: Values, name: string): unknown {
  for (const id of [OPENCTI_EXTENSION, OPENCTI_OBSERVABLE_EXTENSION]) {
    const values = extension(object, id);
    if (values && name in values) return values[name];
  }
  return name !== 'type' && name in object ? object[name] : object[`x_opencti_${name}`];
}

function extension({ extensions }: Values, id: string): Values | undefined {
  const values = isValues(extensions) ? extensions[id] : undefined;
  return isValues(values) ? values : undefined;
}

function isValues(value: unknown): value is Values {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value of OpenCTI's extension for MITRE's own properties. */
export function mitreValue(object: Values, name: string): unknown {
  return extension(object, MITRE_EXTENSION)?.[name];
}

/** Internal id of an object on the platform that wrote it. */
export function openctiId(object: Values): string | undefined {
  const id = extension(object, OPENCTI_EXTENSION)?.id ?? object.x_opencti_id;
  return typeof id === 'string' && id !== '' ? id : undefined;
}
