import { Refusal } from '../../graph/store.ts';
import { platformError } from '../errors.ts';

/** Turns what the graph refuses into errors of the platform. */
export function refusing<Value>(act: () => Value): Value {
  try {
    return act();
  } catch (error) {
    if (error instanceof Refusal) throw platformError(error.code, error.message, { genre: 'BUSINESS', ...error.data });
    throw error;
  }
}
