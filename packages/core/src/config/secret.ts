import { z } from 'zod';
import { parseDuration } from './duration.ts';

const secrets = new WeakSet<z.ZodType>();

/** Marks a setting as secret: masked in messages and logs, readable from a file by `<NAME>_FILE`. */
export function secret<Schema extends z.ZodType>(schema: Schema): Schema {
  const marked = schema.meta({ ...schema.meta(), secret: true }) as Schema;
  secrets.add(marked);
  return marked;
}

/** True when the schema, or one that it wraps, was marked by `secret`. */
export function isSecret(schema: z.ZodType): boolean {
  for (let current: z.ZodType | undefined = schema; current; current = innerOf(current)) {
    if (secrets.has(current) || current.meta()?.secret === true) return true;
  }
  return false;
}

/** Schemas that only say what happens when nothing is given. */
const WRAPPERS = [z.ZodDefault, z.ZodPrefault, z.ZodOptional, z.ZodNullable];

/** The schema below a default, an optional or a transformation; undefined for a plain one. */
export function innerOf(schema: z.ZodType): z.ZodType | undefined {
  if (WRAPPERS.some((wrapper) => schema instanceof wrapper)) return (schema as z.ZodOptional<z.ZodType>).def.innerType;
  return schema instanceof z.ZodPipe ? (schema.def.in as z.ZodType) : undefined;
}

/** A setting that is an ISO 8601 duration such as `P7D`; its value is milliseconds. */
export function duration() {
  const text = z.string().meta({ format: 'duration' });
  return text.transform((written, context) => {
    const ms = parseDuration(written);
    if (ms !== undefined) return ms;
    context.addIssue({ code: 'custom', message: 'an ISO 8601 duration such as P7D or PT30M' });
    return z.NEVER;
  });
}
