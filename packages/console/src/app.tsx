import type { ComponentChildren } from 'preact';
import { useCallback, useEffect, useState } from 'preact/hooks';
import { useNotices } from './hooks/notices.ts';
import { type Route, useRoute } from './hooks/route.ts';
import { useTheme } from './hooks/theme.ts';
import { PLACES, useShortcuts } from './hooks/use-shortcuts.ts';
import { token, whenTokenIsLost } from './platform/session.ts';
import { Connector } from './views/connector.tsx';
import { Connectors } from './views/connectors.tsx';
import { Entities } from './views/entities.tsx';
import { Entity } from './views/entity.tsx';
import { Events } from './views/events.tsx';
import { Files } from './views/files.tsx';
import { Help } from './views/help.tsx';
import { Matrix } from './views/matrix.tsx';
import { Relationships } from './views/relationships.tsx';
import { SignIn } from './views/sign-in.tsx';
import { Works } from './views/works.tsx';

function viewOf({ path: [place = 'connectors', id = ''], params }: Route): ComponentChildren {
  if (place === 'connectors') return id === '' ? <Connectors /> : <Connector key={id} id={id} />;
  if (place === 'works') return <Works connectorId={params.get('connector') ?? ''} />;
  if (place === 'entities') return <Entities type={params.get('type') ?? ''} search={params.get('search') ?? ''} />;
  if (place === 'relationships')
    return <Relationships type={params.get('type') ?? ''} search={params.get('search') ?? ''} />;
  if (place === 'entity') return <Entity key={id} id={id} />;
  if (place === 'matrix') return <Matrix chain={params.get('chain') ?? ''} />;
  if (place === 'files') return <Files />;
  if (place === 'events') return <Events />;
  return <Connectors />;
}

function Navigation({ place, onHelp }: { readonly place: string; readonly onHelp: () => void }) {
  const [theme, turn] = useTheme();
  return (
    <header class="bar">
      <p class="brand">
        Sandbox <span class="soft">console</span>
      </p>
      <nav aria-label="Views">
        {Object.values(PLACES).map(([path, name]) => (
          <a key={path} href={`#/${path}`} aria-current={place === path ? 'page' : undefined}>
            {name}
          </a>
        ))}
      </nav>
      <div class="bar-end">
        <button type="button" class="quiet" onClick={turn}>
          Theme: {theme}
        </button>
        <button type="button" class="quiet" onClick={onHelp}>
          Keys and help
        </button>
      </div>
    </header>
  );
}

function Notices() {
  const notices = useNotices();
  return (
    <div class="notices" role="status" aria-live="polite">
      {notices.map(({ id, text, isError }) => (
        <p key={id} class={isError ? 'notice bad' : 'notice'}>
          {text}
        </p>
      ))}
    </div>
  );
}

/** The frame of all views; asks for the token first. */
export function App() {
  const [hasToken, setHasToken] = useState(token() !== undefined);
  const [isHelping, setHelping] = useState(false);
  const route = useRoute();
  useEffect(() => whenTokenIsLost(() => setHasToken(false)), []);
  useShortcuts(useCallback(() => setHelping(true), []));
  if (!hasToken) return <SignIn onToken={() => setHasToken(true)} />;
  const [place = 'connectors'] = route.path;
  return (
    <div class="frame">
      <button type="button" class="skip" onClick={() => document.getElementById('main')?.focus()}>
        Skip to content
      </button>
      <Navigation place={place === 'entity' ? 'entities' : place} onHelp={() => setHelping(true)} />
      <main id="main" tabIndex={-1}>
        {viewOf(route)}
      </main>
      <Notices />
      {isHelping && <Help onClose={() => setHelping(false)} />}
    </div>
  );
}
