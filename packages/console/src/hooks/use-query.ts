import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ask, askSandbox, type Variables } from '../platform/ask.ts';

export interface QueryState<Data> {
  /** The newest answer; of the question before, while the next is under way. */
  readonly data: Data | undefined;
  readonly error: string | undefined;
  readonly isLoading: boolean;
  /** Asks again. */
  readonly again: () => void;
}

/** Asks, and again every so many milliseconds as long as somebody looks at the page. */
function useAsked<Data>(key: string, load: (signal: AbortSignal) => Promise<Data>, every?: number): QueryState<Data> {
  const [answer, setAnswer] = useState<{ text: string; data: Data }>();
  const [error, setError] = useState<string>();
  const [isLoading, setLoading] = useState(true);
  const [round, setRound] = useState(0);
  const loader = useRef(load);
  loader.current = load;
  useEffect(() => {
    const stop = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const turn = async () => {
      if (document.hidden && every !== undefined) return schedule();
      try {
        const data = await loader.current(stop.signal);
        if (stop.signal.aborted) return;
        // The same answer again changes nothing on the page.
        const text = JSON.stringify(data);
        setAnswer((before) => (before?.text === text ? before : { text, data }));
        setError(undefined);
      } catch (failure) {
        if (stop.signal.aborted) return;
        setError(failure instanceof TypeError ? 'The sandbox does not answer.' : (failure as Error).message);
      }
      setLoading(false);
      schedule();
    };
    const schedule = () => {
      if (every !== undefined) timer = setTimeout(() => void turn(), every);
    };
    setLoading(true);
    void turn();
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [key, every, round]);
  const again = useCallback(() => setRound((one) => one + 1), []);
  return { data: answer?.data, error, isLoading, again };
}

/** A GraphQL question. */
export function useQuery<Data>(query: string, variables: Variables = {}, every?: number): QueryState<Data> {
  const key = query + JSON.stringify(variables);
  return useAsked<Data>(key, (signal) => ask<Data>(query, variables, signal), every);
}

/** A page of the sandbox's own. */
export function useSandbox<Data>(path: string, every?: number): QueryState<Data> {
  return useAsked<Data>(path, (signal) => askSandbox<Data>(path, signal), every);
}
