/** The token: out of the link that the sandbox prints, or typed in; kept for this tab, and nowhere else. */
const KEY = 'sandbox-token';
let onLost: (() => void) | undefined;

/** Takes `#token=…` out of the address, so that it stays in no history and no screenshot. */
export function takeTokenFromAddress(): void {
  const found = /^#token=(.+)$/.exec(location.hash)?.[1];
  if (found === undefined) return;
  sessionStorage.setItem(KEY, decodeURIComponent(found));
  history.replaceState(null, '', `${location.pathname}#/connectors`);
}

export function token(): string | undefined {
  return sessionStorage.getItem(KEY) ?? undefined;
}

export function keepToken(value: string): void {
  sessionStorage.setItem(KEY, value);
}

/** Forgets the token, and tells the page to ask for one. */
export function loseToken(): void {
  sessionStorage.removeItem(KEY);
  onLost?.();
}

export function whenTokenIsLost(act: () => void): void {
  onLost = act;
}

/** What every request to the sandbox carries. The token is never part of an address. */
export function authorization(): Record<string, string> {
  return { authorization: `Bearer ${token() ?? ''}` };
}
