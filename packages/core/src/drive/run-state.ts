import type { ContextState } from '../define/context.ts';
import type { StateStore } from './state.ts';

/**
 * The state as one run sees it. A change made while nothing waits to be sent stands for accepted data and is kept
 * even when the run fails later; any other change is kept only after the next sending was accepted.
 */
export class RunState<State extends Record<string, unknown>> implements ContextState<State> {
  #current: State;
  #pending: Partial<State> = {};
  readonly #store: StateStore;
  readonly #unsent: () => number;

  constructor(initial: State, store: StateStore, unsent: () => number) {
    this.#current = initial;
    this.#store = store;
    this.#unsent = unsent;
  }

  get current(): State {
    return this.#current;
  }

  update(change: Partial<State>): void {
    this.#current = { ...this.#current, ...change };
    this.#pending = { ...this.#pending, ...change };
    if (this.#unsent() === 0) this.accept();
  }

  /** Moves what is pending into the stored state. */
  accept(): void {
    this.#store.merge(this.#pending);
    this.#pending = {};
  }
}
