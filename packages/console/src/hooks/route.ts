import { useEffect, useState } from 'preact/hooks';

/** Where the visitor is: `#/entities?type=Malware` is `{ path: ['entities'], params }`. */
export interface Route {
  readonly path: readonly string[];
  readonly params: URLSearchParams;
}

export function readRoute(hash: string): Route {
  const [path = '', search = ''] = hash.replace(/^#\/?/, '').split('?');
  return { path: path.split('/').filter(Boolean).map(decodePart), params: new URLSearchParams(search) };
}

function decodePart(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** The address of a place; empty parameters are left out. */
export function linkTo(path: readonly string[], params: Readonly<Record<string, string | undefined>> = {}): string {
  const given = Object.entries(params).filter((pair): pair is [string, string] => Boolean(pair[1]));
  const search = new URLSearchParams(given).toString();
  return `#/${path.map(encodeURIComponent).join('/')}${search ? `?${search}` : ''}`;
}

export function goTo(path: readonly string[], params: Readonly<Record<string, string | undefined>> = {}): void {
  location.hash = linkTo(path, params);
}

/** Changes the address without a step in the history: while somebody types. */
export function replaceWith(path: readonly string[], params: Readonly<Record<string, string | undefined>>): void {
  history.replaceState(null, '', linkTo(path, params));
  dispatchEvent(new HashChangeEvent('hashchange'));
}

export function useRoute(): Route {
  const [hash, setHash] = useState(location.hash);
  useEffect(() => {
    const changed = () => setHash(location.hash);
    addEventListener('hashchange', changed);
    // It may have changed between the first drawing and now.
    changed();
    return () => removeEventListener('hashchange', changed);
  }, []);
  return readRoute(hash);
}
