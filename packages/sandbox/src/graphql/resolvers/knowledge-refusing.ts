import { Refusal } from '../../graph/store.ts';
import { platformError } from '../errors.ts';

/** Turns what the graph refuses into errors of the platform. */
export async function refusing<Value>(act: () => Value | Promise<Value>): Promise<Value> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof Refusal) throw platformError(error.code, error.message, { genre: 'BUSINESS', ...error.data });
    throw error;
  }
}
