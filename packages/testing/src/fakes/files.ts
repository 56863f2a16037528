import { InputError } from '@opencti-connectors/core';
import type { FilesPort, NewDraft, PendingFile } from '@opencti-connectors/core/ports';
import type { StixObject } from '@opencti-connectors/core/stix';

/** Text of a bundle that was offered, and what came with it. */
export interface OfferedFile extends Omit<PendingFile, 'text'> {
  readonly text: string;
}

export interface FakeFilesOptions {
  /** Pieces of the stored file. */
  readonly pieces?: readonly Uint8Array[];
  readonly entity?: StixObject | undefined;
  /** Ids that the platform knows, each with its standard id. */
  readonly known?: ReadonlyMap<string, string>;
}

/** A platform's files in memory: one file, one entity, and what is offered. */
export class FakeFiles implements FilesPort {
  readonly offered: OfferedFile[] = [];
  readonly drafts: NewDraft[] = [];
  /** Ids that were asked for. */
  readonly asked: string[] = [];
  downloads = 0;
  /** Thrown by the next downloads, one after the other; `afterBytes` gives that much before. */
  readonly failures: { readonly error: Error; readonly afterPieces?: number }[] = [];
  /** Called when a piece has been given. */
  onPiece: (() => void | Promise<void>) | undefined;
  readonly #options: FakeFilesOptions;

  constructor(options: FakeFilesOptions = {}) {
    this.#options = options;
  }

  async download(): Promise<AsyncIterable<Uint8Array>> {
    this.downloads += 1;
    const failure = this.failures.shift();
    if (failure && !failure.afterPieces) throw failure.error;
    return this.#pieces(failure);
  }

  async *#pieces(failure: { readonly error: Error; readonly afterPieces?: number } | undefined) {
    for (const [index, piece] of (this.#options.pieces ?? []).entries()) {
      if (failure && index === failure.afterPieces) throw failure.error;
      yield piece;
      await this.onPiece?.();
    }
  }

  async entity(): Promise<StixObject | undefined> {
    return this.#options.entity;
  }

  async known(ids: readonly string[]): Promise<ReadonlyMap<string, string>> {
    this.asked.push(...ids);
    const known = this.#options.known ?? new Map<string, string>();
    return new Map(ids.flatMap((id) => (known.has(id) ? [[id, known.get(id) ?? id] as const] : [])));
  }

  async offer({ text, ...about }: PendingFile): Promise<void> {
    if (!about.name.endsWith('.json')) throw new InputError(`${about.name} would not be taken for a bundle`);
    let whole = '';
    for await (const piece of text()) whole += piece;
    this.offered.push({ ...about, text: whole });
  }

  async openDraft(draft: NewDraft): Promise<string> {
    this.drafts.push(draft);
    return `draft-${this.drafts.length}`;
  }
}
