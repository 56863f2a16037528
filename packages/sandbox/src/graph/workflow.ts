/** The status that a new object of a type gets; other types have no workflow on a new platform. */
const FIRST: Readonly<Record<string, string>> = {
  Report: 'f3b1f2b2-6a44-4c0e-9a4d-0d3c5f2f5a01',
  'Case-Rfi': 'f3b1f2b2-6a44-4c0e-9a4d-0d3c5f2f5a02',
};
const TEMPLATE = { id: 'f3b1f2b2-6a44-4c0e-9a4d-0d3c5f2f5a00', name: 'NEW', color: '#ff9800' };

export function firstStatus(entityType: string) {
  const id = FIRST[entityType];
  return id ? { id, order: 1, type: entityType, template: TEMPLATE } : null;
}
