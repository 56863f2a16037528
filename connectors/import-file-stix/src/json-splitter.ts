import { type Flaw, type Found, MAX_OBJECT_BYTES, Piece } from './found.ts';

/** Levels inside one object. The deepest objects of STIX have about ten; what nests deeper is an attack or a mistake. */
const MAX_DEPTH = 200;
const LIST = 'objects';

const [QUOTE, BACKSLASH, COMMA, SPACE] = [0x22, 0x5c, 0x2c, 0x20];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const NOTHING = new Uint8Array();

/**
 * Finds the objects in JSON text without holding more than one of them: the elements of a top-level array, or of the
 * array `objects` in a top-level object, each as the bytes between two commas. What stands around them comes last, as
 * one piece with the path `$` in which the list is empty; an object without such a list is that piece. Linear; it
 * checks nothing that `JSON.parse` of a piece will check.
 */
export class JsonSplitter {
  readonly #line: number | undefined;
  readonly #element = new Piece();
  readonly #frame = new Piece();
  #found: Found[] = [];
  /** Bytes before this chunk. */
  #before: number;
  #depth = 0;
  /** Depth of what stands in the list; 0 outside of a list. */
  #listDepth = 0;
  #index = 0;
  /** Where the piece in hand begins: in this chunk, and in the file. */
  #from = 0;
  #start = 0;
  #tooDeep = false;
  #inString = false;
  /** 1 when the chunk before ended with a backslash. */
  #skip = 0;
  /** The last text at depth 1: the key of what follows. */
  #key = '';
  #values = 0;
  #isBetween = false;

  /** For a line of a file: its number, and where it begins. */
  constructor({ line, offset = 0 }: { readonly line?: number; readonly offset?: number } = {}) {
    this.#line = line;
    this.#before = offset;
  }

  /** What ended in this chunk, in its order. */
  push(chunk: Uint8Array): readonly Found[] {
    this.#found = [];
    this.#from = 0;
    let at = this.#skip;
    while (at < chunk.length) {
      if (this.#inString) at = this.#throughString(chunk, at);
      else this.#step(chunk, at++);
    }
    this.#skip = at - chunk.length;
    if (this.#depth > 0) this.#keep(chunk, chunk.length);
    this.#before += chunk.length;
    return this.#found;
  }

  /** What the end of the file cuts off. */
  end(): readonly Found[] {
    this.#found = [];
    if (this.#depth === 0) return this.#found;
    const path = this.#listDepth > 0 ? this.#elementPath() : this.#root();
    const whole = this.#line === undefined ? 'file' : 'line';
    const reason = `is cut off by the end of the ${whole} at byte ${this.#before}, or a bracket is not closed`;
    this.#report(path, NOTHING, { kind: 'text', reason });
    return this.#found;
  }

  #step(chunk: Uint8Array, at: number): void {
    const byte = chunk[at] ?? SPACE;
    if (this.#depth === 0 && byte !== OPEN_OBJECT && byte !== OPEN_LIST) this.#between(byte, at);
    else if (byte === QUOTE) this.#openString();
    else if (byte === COMMA) this.#comma(chunk, at);
    else if (byte === OPEN_OBJECT || byte === OPEN_LIST) this.#open(chunk, at, byte);
    else if (byte === CLOSE_OBJECT || byte === CLOSE_LIST) this.#close(chunk, at);
  }

  #openString(): void {
    this.#inString = true;
    if (this.#depth === 1) this.#key = '';
  }

  #throughString(chunk: Uint8Array, from: number): number {
    let at = from;
    for (; at < chunk.length; at++) {
      const byte = chunk[at];
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) at++;
    }
    if (this.#depth === 1 && this.#key.length <= LIST.length) {
      this.#key += Buffer.from(chunk.subarray(from, Math.min(at, from + LIST.length + 1))).toString('latin1');
    }
    if (at >= chunk.length) return at;
    this.#inString = false;
    return at + 1;
  }

  #open(chunk: Uint8Array, at: number, byte: number): void {
    if (this.#depth === 0) this.#begin(at);
    const isList = byte === OPEN_LIST && this.#listDepth === 0;
    const opensList = isList && (this.#depth === 0 || (this.#depth === 1 && this.#key === LIST));
    if (this.#depth === 1) this.#key = '';
    this.#depth++;
    if (this.#depth - this.#listDepth > MAX_DEPTH) this.#tooDeep = true;
    if (!opensList) return;
    this.#keep(chunk, at + 1);
    this.#listDepth = this.#depth;
    this.#index = 0;
    this.#start = this.#before + at + 1;
  }

  #close(chunk: Uint8Array, at: number): void {
    if (this.#depth === this.#listDepth) {
      this.#endElement(chunk, at, true);
      this.#listDepth = 0;
      // From here on it is the frame again.
      this.#from = at;
    }
    this.#depth--;
    if (this.#depth === 0) this.#endValue(chunk, at + 1);
  }

  #comma(chunk: Uint8Array, at: number): void {
    if (this.#depth === this.#listDepth) this.#endElement(chunk, at, false);
    else if (this.#depth === 1) this.#key = '';
  }

  #begin(at: number): void {
    this.#from = at;
    this.#start = this.#before + at;
    this.#values++;
    this.#isBetween = false;
  }

  #endElement(chunk: Uint8Array, at: number, isLast: boolean): void {
    this.#keep(chunk, at);
    const { isTooLarge } = this.#element;
    const bytes = this.#element.take();
    const isEmptyList = isLast && this.#index === 0;
    if (isTooLarge || !isBlank(bytes)) this.#report(this.#elementPath(), bytes, this.#flaw(isTooLarge));
    else if (!isEmptyList) this.#report(this.#elementPath(), NOTHING, EMPTY);
    this.#index++;
    this.#tooDeep = false;
    this.#from = at + 1;
    this.#start = this.#before + at + 1;
  }

  #endValue(chunk: Uint8Array, end: number): void {
    this.#keep(chunk, end);
    const { isTooLarge } = this.#frame;
    this.#report(this.#root(), this.#frame.take(), this.#flaw(isTooLarge));
    this.#tooDeep = false;
  }

  #flaw(isTooLarge: boolean): Flaw | undefined {
    if (this.#tooDeep) return { kind: 'object', reason: `is nested deeper than ${MAX_DEPTH} levels` };
    if (!isTooLarge) return undefined;
    return { kind: 'object', reason: `is larger than ${MAX_OBJECT_BYTES / 1_000_000} MB` };
  }

  #between(byte: number, at: number): void {
    if (byte <= SPACE || this.#isBetween) return;
    this.#isBetween = true;
    this.#start = this.#before + at;
    this.#report(`byte ${this.#start}`, NOTHING, { kind: 'text', reason: 'is text outside of the JSON' });
  }

  /** Puts what was read of the piece in hand, up to `end`, with what was read of it before. */
  #keep(chunk: Uint8Array, end: number): void {
    const piece = this.#listDepth > 0 ? this.#element : this.#frame;
    piece.add(chunk.subarray(this.#from, end));
    this.#from = end;
  }

  #root(): string {
    const root = this.#values === 1 ? '$' : `value ${this.#values}: $`;
    return this.#line === undefined ? root : `line ${this.#line}: ${root}`;
  }

  #elementPath(): string {
    return `${this.#root()}${this.#listDepth === 1 ? '' : `.${LIST}`}[${this.#index}]`;
  }

  #report(path: string, bytes: Uint8Array, flaw: Flaw | undefined): void {
    this.#found.push({ bytes: flaw ? NOTHING : bytes, path, offset: this.#start, ...(flaw ? { flaw } : {}) });
  }
}

const EMPTY: Flaw = { kind: 'text', reason: 'is empty: a comma too many' };

function isBlank(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte <= SPACE);
}
