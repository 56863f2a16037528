/** One field of a type: its GraphQL name and type, and the property that an element keeps it under. */
export interface Field {
  readonly name: string;
  /** As the schema has it, such as `[String]`. */
  readonly type: string;
  readonly property: string;
  /** What an element without the property shows. */
  readonly fallback: unknown;
}

/** Open ends of a time span, as the platform stores them. */
export const OPEN_START = '1970-01-01T00:00:00.000Z';
export const OPEN_STOP = '5138-11-16T09:46:40.000Z';

const FALLBACKS: Readonly<Record<string, unknown>> = {
  first_seen: OPEN_START,
  start_time: OPEN_START,
  last_seen: OPEN_STOP,
  stop_time: OPEN_STOP,
  revoked: false,
  lang: 'en',
  is_family: false,
  x_opencti_detection: false,
  x_opencti_negative: false,
  attribute_count: 1,
};

/** GraphQL names that STIX has another word for. */
const STIX_NAMES: Readonly<Record<string, string>> = {
  attribute_abstract: 'abstract',
  attribute_key: 'key',
  attribute_date: 'date',
  attribute_count: 'count',
};

const KINDS: Readonly<Record<string, string>> = {
  '': 'String',
  '[]': '[String]',
  int: 'Int',
  float: 'Float',
  bool: 'Boolean',
  date: 'DateTime',
};

/** Fields from words: `name` is text, `aliases:[]` a list of texts, `pid:int`, `size:float`, `is_family:bool`, `start:date`; `!` must be there. */
export function fields(text: string): Field[] {
  return text
    .split(/\s+/)
    .filter(Boolean)
    .map((word) => {
      const [, name = '', kind = '', required = ''] = /^(\w+)(?::([^!]+))?(!?)$/.exec(word) ?? [];
      const type = `${KINDS[kind] ?? kind}${required}`;
      return { name, type, property: propertyOf(name), fallback: FALLBACKS[name] ?? null };
    });
}

/** The property of STIX that a GraphQL name stands for. */
export function propertyOf(name: string): string {
  return STIX_NAMES[name] ?? name;
}
