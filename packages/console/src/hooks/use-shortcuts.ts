import { useEffect } from 'preact/hooks';
import { goTo } from './route.ts';

const KEY = 'console-shortcuts';
/** How long the second key of a pair may take, milliseconds. */
const PAIR_MS = 1_500;

/** Places by the key that follows `g`. */
export const PLACES: Readonly<Record<string, readonly [path: string, name: string]>> = {
  c: ['connectors', 'Connectors'],
  w: ['works', 'Works'],
  e: ['entities', 'Entities'],
  r: ['relationships', 'Relationships'],
  m: ['matrix', 'Matrix'],
  f: ['files', 'Files'],
  l: ['events', 'Live events'],
};

export function shortcutsAreOn(): boolean {
  return localStorage.getItem(KEY) !== 'off';
}

export function switchShortcuts(on: boolean): void {
  localStorage.setItem(KEY, on ? 'on' : 'off');
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select, [contenteditable]') !== null;
}

/** Steps to another row of the table in view. */
function moveInTable(step: 1 | -1): void {
  const rows = [...document.querySelectorAll<HTMLElement>('main tbody tr a:first-of-type')].filter(
    (link, index, all) => all.findIndex((other) => other.closest('tr') === link.closest('tr')) === index,
  );
  const here = rows.findIndex((link) => link.closest('tr')?.contains(document.activeElement));
  rows[Math.max(0, Math.min(rows.length - 1, here + step))]?.focus();
}

/** Keys of the whole page: `g` and a letter, `/`, `j`, `k`, `?`. Single keys can be switched off (WCAG 2.1.4). */
export function useShortcuts(showHelp: () => void): void {
  useEffect(() => {
    let armedAt = 0;
    const pressed = (event: KeyboardEvent) => {
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      if (!isPlain || isTyping(event.target) || document.querySelector('dialog[open]') || !shortcutsAreOn()) return;
      const place = performance.now() - armedAt < PAIR_MS ? PLACES[event.key] : undefined;
      armedAt = event.key === 'g' ? performance.now() : 0;
      if (place) goTo([place[0]]);
      else if (event.key === '/') document.querySelector<HTMLElement>('main input[type="search"]')?.focus();
      else if (event.key === 'j') moveInTable(1);
      else if (event.key === 'k') moveInTable(-1);
      else if (event.key === '?') showHelp();
      else return;
      event.preventDefault();
    };
    addEventListener('keydown', pressed);
    return () => removeEventListener('keydown', pressed);
  }, [showHelp]);
}
