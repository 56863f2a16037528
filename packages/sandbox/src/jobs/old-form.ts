type Message = Readonly<Record<string, Readonly<Record<string, unknown>> | string | null>>;

/** Keys that messages of jobs have since 7. */
const NEW_INTERNAL = new Set(['mode', 'trigger']);
const NEW_EVENT = new Set(['stix_entity', 'stix_objects']);

/** True for platforms that send jobs in the form of 6.7.5. */
export function isOld(version: string): boolean {
  return version.startsWith('6.');
}

/** The message of a job as OpenCTI 6.7.5 sends it (recordings of 6.7.5, `amqp/job-*.json`). */
export function oldForm(message: object): object {
  const { internal, event, ...root } = message as Message;
  const { list_params: list, ...rest } = without(event, NEW_EVENT);
  const lists =
    !list || rest.export_scope === 'selection' ? {} : { list_params: without(list, new Set(['visible_columns'])) };
  return { internal: without(internal, NEW_INTERNAL), event: { ...rest, ...lists }, ...root };
}

function without(value: unknown, keys: ReadonlySet<string>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(value ?? {}).filter(([key]) => !keys.has(key)));
}
