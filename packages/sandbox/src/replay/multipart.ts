/** The `multipart` of a recorded upload. */
export interface RecordedMultipart {
  readonly map: Readonly<Record<string, readonly string[]>>;
  readonly parts: readonly {
    readonly name: string;
    readonly filename: string;
    readonly content_type: string;
    readonly content: string;
  }[];
}

/** The recorded upload as a body to send again. */
export function multipartBody({ map, parts }: RecordedMultipart, operations: object): FormData {
  const form = new FormData();
  form.set('operations', JSON.stringify(operations));
  form.set('map', JSON.stringify(map));
  for (const { name, filename, content_type: type, content } of parts) {
    form.set(name, new Blob([content], { type }), filename);
  }
  return form;
}
