const OCTI = 'extension-definition--ea279b3e-5c71-4632-ac08-831c66a786ba';
const BYTES = 4_000;

/** An indicator's update of about 4 kB as the platform sends it; `entity` ends both ids. */
export function template(entity: string): string {
  const data = {
    id: `indicator--00000000-0000-4000-8000-${entity}`,
    spec_version: '2.1',
    type: 'indicator',
    extensions: {
      [OCTI]: {
        extension_type: 'property-extension',
        id: `00000000-0000-4000-8000-${entity}`,
        type: 'Indicator',
        created_at: '2026-01-01T00:00:00.000Z',
        updated_at: '2026-01-01T00:00:00.000Z',
        is_inferred: false,
        creator_ids: ['88ec0c6a-13ce-5e39-b486-354fe4a7084f'],
        score: 50,
      },
    },
    created: '2026-01-01T00:00:00.000Z',
    modified: '2026-01-01T00:00:00.000Z',
    labels: ['heron', 'streamed'],
    object_marking_refs: ['marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da'],
    name: 'An invented indicator',
    pattern: "[domain-name:value = 'quiet-heron.example']",
    pattern_type: 'stix',
    valid_from: '2026-01-01T00:00:00.000Z',
    description: '',
  };
  const context = { patch: [{ op: 'replace', path: '/name', value: 'x' }], reverse_patch: [], changes: [] };
  const body = {
    version: '4',
    type: 'update',
    scope: 'external',
    message: 'Update 1 elements',
    origin: {},
    data,
    context,
  };
  const missing = BYTES - JSON.stringify(body).length;
  const words = 'The herons stand quiet in the shallow water and wait. '
    .repeat(Math.ceil(missing / 54))
    .slice(0, missing);
  return JSON.stringify({ ...body, data: { ...data, description: words } });
}
