import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { plainName } from './plain-text.ts';

interface PageProps {
  readonly title: string;
  /** Beside the title. */
  readonly note?: ComponentChildren;
  readonly actions?: ComponentChildren;
  readonly children: ComponentChildren;
}

/** A view: its heading takes the focus when the visitor comes from another one, so that screen readers say where. */
export function Page({ title: given, note, actions, children }: PageProps) {
  const title = plainName(given);
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${title} · Sandbox console`;
    if (document.activeElement === document.body || !document.activeElement) heading.current?.focus();
  }, [title]);
  return (
    <>
      <header class="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {note !== undefined && <p class="page-note">{note}</p>}
        {actions !== undefined && <div class="page-actions">{actions}</div>}
      </header>
      {children}
    </>
  );
}

/** What stands in the place of data: why there are none. */
export function Empty({ children }: { readonly children: ComponentChildren }) {
  return <p class="empty">{children}</p>;
}

/** An error, or that something is under way; nothing when all is well. */
export function State({
  error,
  isLoading,
  hasData,
}: {
  error: string | undefined;
  isLoading: boolean;
  hasData: boolean;
}) {
  if (error) return <p class="failure">{error}</p>;
  return isLoading && !hasData ? <p class="empty">Loading…</p> : null;
}
