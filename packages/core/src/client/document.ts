/**
 * Documents of ours as a tree that parts can be taken out of. Only what our own operations use is understood: one
 * operation, fields with aliases, arguments and selections, inline fragments. GraphQL specification, section 2.
 */

export interface Field {
  /** Name as it stands, `... on Type` for an inline fragment. */
  readonly name: string;
  /** Offset of its first character, by which a server points at it. */
  readonly start: number;
  readonly alias: string | undefined;
  /** Type of an inline fragment, with the offset of its name. */
  readonly onType: Part | undefined;
  readonly args: readonly Argument[];
  readonly selection: readonly Field[] | undefined;
}

interface Part {
  readonly name: string;
  readonly start: number;
}

interface Argument extends Part {
  readonly value: string;
}

interface Variable extends Part {
  readonly type: string;
  readonly typeStart: number;
  readonly typeName: string;
}

export interface OperationDocument {
  readonly head: string;
  readonly variables: readonly Variable[];
  readonly selection: readonly Field[];
}

interface Token extends Part {
  readonly name: string;
}

const TOKEN = /\.\.\.|\$?[_A-Za-z]\w*|-?\d+(?:\.\d+)?|"(?:[^"\\]|\\.)*"|[{}()[\]:!=]/g;

/** @throws Error when a document of ours is not of the simple form: a mistake of the author's, met in tests. */
export function parseDocument(text: string): OperationDocument {
  return new Parser(text).document();
}

class Parser {
  readonly #tokens: readonly Token[];
  #next = 0;

  constructor(text: string) {
    this.#tokens = [...text.matchAll(TOKEN)].map((found) => ({ name: found[0], start: found.index }));
  }

  document(): OperationDocument {
    const head = `${this.#take().name} ${this.#take().name}`;
    const variables = this.#peek() === '(' ? this.#variables() : [];
    return { head, variables, selection: this.#selection() };
  }

  #peek(): string | undefined {
    return this.#tokens[this.#next]?.name;
  }

  #take(expected?: string): Token {
    const token = this.#tokens[this.#next++];
    if (!token || (expected !== undefined && token.name !== expected)) {
      throw new Error(`document: ${token?.name ?? 'its end'} found where ${expected ?? 'more'} is expected`);
    }
    return token;
  }

  #variables(): Variable[] {
    const variables: Variable[] = [];
    for (this.#take('('); this.#peek() !== ')'; ) {
      const { name, start } = this.#take();
      this.#take(':');
      variables.push({ name, start, ...this.#type() });
    }
    this.#take(')');
    return variables;
  }

  #type() {
    let type = '';
    let [typeName, typeStart] = ['', 0];
    for (let next = this.#peek(); next && next !== ')' && !next.startsWith('$'); next = this.#peek()) {
      const token = this.#take();
      if (/^\w/.test(token.name)) [typeName, typeStart] = [token.name, token.start];
      type += token.name;
    }
    return { type, typeName, typeStart };
  }

  #selection(): Field[] {
    const fields: Field[] = [];
    for (this.#take('{'); this.#peek() !== '}'; ) fields.push(this.#field());
    this.#take('}');
    return fields;
  }

  #field(): Field {
    const first = this.#take();
    if (first.name === '...') {
      this.#take('on');
      const onType = this.#take();
      return {
        ...first,
        name: `... on ${onType.name}`,
        alias: undefined,
        onType,
        args: [],
        selection: this.#selection(),
      };
    }
    const isAliased = this.#peek() === ':';
    if (isAliased) this.#take(':');
    const name = isAliased ? this.#take().name : first.name;
    const args = this.#peek() === '(' ? this.#args() : [];
    const selection = this.#peek() === '{' ? this.#selection() : undefined;
    const alias = isAliased ? first.name : undefined;
    return { name, start: first.start, alias, onType: undefined, args, selection };
  }

  #args(): Argument[] {
    const args: Argument[] = [];
    for (this.#take('('); this.#peek() !== ')'; ) {
      const { name, start } = this.#take();
      this.#take(':');
      args.push({ name, start, value: this.#value() });
    }
    this.#take(')');
    return args;
  }

  #value(): string {
    const first = this.#take().name;
    if (first !== '[') return first;
    const items: string[] = [];
    while (this.#peek() !== ']') items.push(this.#value());
    this.#take(']');
    return `[${items.join(' ')}]`;
  }
}

/** The document as text, without white space that nobody needs. */
export function printDocument({ head, variables, selection }: OperationDocument): string {
  const declared = variables.map(({ name, type }) => `${name}: ${type}`).join(', ');
  return `${head}${declared ? `(${declared})` : ''} ${printSelection(selection)}`;
}

function printSelection(selection: readonly Field[]): string {
  return `{ ${selection.map(printField).join(' ')} }`;
}

function printField({ name, alias, args, selection }: Field): string {
  const given = args.map((one) => `${one.name}: ${one.value}`).join(', ');
  const called = `${alias ? `${alias}: ` : ''}${name}${given ? `(${given})` : ''}`;
  return selection ? `${called} ${printSelection(selection)}` : called;
}

/** The document without the parts at these offsets, and without the variables that nothing uses any more. */
export function withoutParts(document: OperationDocument, offsets: ReadonlySet<number>): OperationDocument {
  const gone = new Set(
    document.variables
      .filter(({ start, typeStart }) => offsets.has(start) || offsets.has(typeStart))
      .map((v) => v.name),
  );
  const selection = prune(document.selection, offsets, gone);
  const used = new Set<string>();
  collectVariables(selection, used);
  return { ...document, selection, variables: document.variables.filter(({ name }) => used.has(name)) };
}

function prune(fields: readonly Field[], offsets: ReadonlySet<number>, gone: ReadonlySet<string>): Field[] {
  return fields.flatMap((field): Field[] => {
    if (offsets.has(field.start) || (field.onType && offsets.has(field.onType.start))) return [];
    const args = field.args.filter(({ start, value }) => !offsets.has(start) && !gone.has(value));
    const selection = field.selection ? prune(field.selection, offsets, gone) : undefined;
    return selection?.length === 0 ? [] : [{ ...field, args, selection }];
  });
}

function collectVariables(fields: readonly Field[], used: Set<string>): void {
  for (const { args, selection } of fields) {
    for (const { value } of args) for (const [name] of value.matchAll(/\$\w+/g)) used.add(name);
    if (selection) collectVariables(selection, used);
  }
}
