/**
 * Arrow keys in the matrix: up and down within a tactic, left and right to the next. Of all techniques only one can be
 * reached with Tab, the one that was last in focus.
 */
export function moveByArrow(event: KeyboardEvent): void {
  const here = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('a[data-cell]') : null;
  const column = here?.closest('section');
  if (!here || !column) return;
  const next = neighbour(event.key, here, column);
  if (!next) return;
  event.preventDefault();
  take(next);
  next.focus();
}

/** Makes a technique the one that Tab leads to. */
export function take(link: HTMLElement): void {
  for (const other of document.querySelectorAll<HTMLElement>('a[data-cell][tabindex="0"]')) other.tabIndex = -1;
  link.tabIndex = 0;
}

function neighbour(key: string, here: HTMLElement, column: Element): HTMLElement | undefined {
  const links = linksIn(column);
  const row = links.indexOf(here);
  if (key === 'ArrowDown') return links[row + 1];
  if (key === 'ArrowUp') return links[row - 1];
  if (key === 'ArrowRight') return nearest(column.nextElementSibling, 'nextElementSibling', row);
  if (key === 'ArrowLeft') return nearest(column.previousElementSibling, 'previousElementSibling', row);
  return undefined;
}

function nearest(
  column: Element | null,
  way: 'nextElementSibling' | 'previousElementSibling',
  row: number,
): HTMLElement | undefined {
  if (!column) return undefined;
  const links = linksIn(column);
  return links[Math.min(row, links.length - 1)] ?? nearest(column[way], way, row);
}

function linksIn(column: Element): HTMLElement[] {
  return [...column.querySelectorAll<HTMLElement>('a[data-cell]')];
}
