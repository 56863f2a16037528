/** The first of each external reference, told apart as the platform does; those without url or both names go. */
export function distinctExternalReferences(references: readonly unknown[]): unknown[] {
  return distinct(references, ({ url, source_name, external_id }) => {
    if (isGiven(url)) return `url ${keyOf(url)}`;
    return isGiven(source_name) && isGiven(external_id) ? `${keyOf(source_name)}\n${keyOf(external_id)}` : undefined;
  });
}

/** The first of each kill chain phase, told apart by chain and phase. */
export function distinctKillChainPhases(phases: readonly unknown[]): unknown[] {
  return distinct(phases, ({ kill_chain_name, phase_name }) => `${keyOf(kill_chain_name)}\n${keyOf(phase_name)}`);
}

/** Anything but text is told apart by its JSON. */
function keyOf(value: unknown): string {
  return typeof value === 'string' ? value : `json ${JSON.stringify(value)}`;
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

function distinct(items: readonly unknown[], keyOf: (item: Record<string, unknown>) => string | undefined): unknown[] {
  const byKey = new Map<string, unknown>();
  for (const item of items) {
    if (typeof item !== 'object' || item === null) continue;
    const key = keyOf(item as Record<string, unknown>);
    if (key !== undefined && !byKey.has(key)) byKey.set(key, item);
  }
  return [...byKey.values()];
}
