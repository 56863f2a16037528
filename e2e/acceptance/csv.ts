/** A file of cells in quotes, as rows: what a person's spreadsheet would show. */
export function rowsOf(text: string, delimiter = ';'): string[][] {
  const rows: string[][] = [];
  const row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    if (quoted && letter === '"' && text[at + 1] === '"') cell += text[++at];
    else if (letter === '"') quoted = !quoted;
    else if (quoted || (letter !== delimiter && letter !== '\r' && letter !== '\n')) cell += letter;
    else if (letter !== '\r') {
      row.push(cell);
      cell = '';
      if (letter === '\n') rows.push(row.splice(0));
    }
  }
  return cell === '' && row.length === 0 ? rows : [...rows, [...row, cell]];
}

/** The rows as objects by the names in the first one. */
export function recordsOf(text: string): Record<string, string>[] {
  const [head = [], ...rows] = rowsOf(text);
  return rows.map((row) => Object.fromEntries(head.map((name, column) => [name, row[column] ?? ''])));
}
