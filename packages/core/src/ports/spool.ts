/** Where a piece stands in a spool: bytes. */
export interface Spot {
  readonly offset: number;
  readonly length: number;
}

/** Pieces of text put aside while a file is worked on, so that they need not stay in memory. */
export interface Spool {
  /** Adds a piece and gives the place it got. @throws InputError when there is no space left. */
  append(text: string): Promise<Spot>;
  /** The pieces at these places, in their order. */
  read(spots: readonly Spot[]): Promise<string[]>;
  /** Gives everything back; a spool is closed once. */
  close(): Promise<void>;
}

/** Makes spools, each with a place of its own. */
export interface SpoolPort {
  /** Where they are, and where a connector may put aside what it reads. */
  readonly folder: string;
  open(): Promise<Spool>;
}
