const WIDTH = 120;

/** JSON the way the formatter of this repository leaves it: short lists on one line, objects never. */
export function printJson(value: unknown): string {
  return `${print(value, '', 0)}\n`;
}

/** @param taken width of what stands before the value on its line. */
function print(value: unknown, indent: string, taken: number): string {
  const deeper = `${indent}  `;
  if (Array.isArray(value)) {
    const flat = `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
    const plain = value.every((item) => typeof item !== 'object' || item === null);
    if (value.length === 0 || (plain && indent.length + taken + flat.length < WIDTH)) return flat;
    return `[\n${value.map((item) => deeper + print(item, deeper, 0)).join(',\n')}\n${indent}]`;
  }
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  if (entries.length === 0) return '{}';
  const lines = entries.map(([key, item]) => {
    const name = `${JSON.stringify(key)}: `;
    return deeper + name + print(item, deeper, name.length);
  });
  return `{\n${lines.join(',\n')}\n${indent}}`;
}
