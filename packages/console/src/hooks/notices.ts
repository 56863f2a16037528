import { useEffect, useState } from 'preact/hooks';

export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly isError: boolean;
}

const SHOWN_MS = 8_000;
let notices: readonly Notice[] = [];
let count = 0;
const listeners = new Set<() => void>();

function set(next: readonly Notice[]): void {
  notices = next;
  for (const tell of listeners) tell();
}

/** Says something at the foot of the page, and to screen readers. */
export function say(text: string, isError = false): void {
  count += 1;
  const id = count;
  set([...notices.slice(-3), { id, text, isError }]);
  setTimeout(() => set(notices.filter((one) => one.id !== id)), SHOWN_MS);
}

/** Does something, and says why when it fails. */
export async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (error) {
    say(error instanceof TypeError ? 'The sandbox does not answer.' : (error as Error).message, true);
  }
}

export function useNotices(): readonly Notice[] {
  const [shown, setShown] = useState(notices);
  useEffect(() => {
    const changed = () => setShown(notices);
    listeners.add(changed);
    return () => void listeners.delete(changed);
  }, []);
  return shown;
}
