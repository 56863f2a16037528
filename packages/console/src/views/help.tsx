import { useState } from 'preact/hooks';
import { PLACES, shortcutsAreOn, switchShortcuts } from '../hooks/use-shortcuts.ts';
import { Dialog } from '../parts/dialog.tsx';

const KEYS: readonly (readonly [keys: string, what: string])[] = [
  ['/', 'Search in this view'],
  ['j  k', 'Next and previous row'],
  ['← ↑ → ↓', 'In the matrix: from technique to technique'],
  ['Esc', 'Close a dialog'],
  ['?', 'This help'],
];

/** Keys, and what this page is. */
export function Help({ onClose }: { readonly onClose: () => void }) {
  const [isOn, setOn] = useState(shortcutsAreOn);
  const turn = () => {
    switchShortcuts(!isOn);
    setOn(!isOn);
  };
  const places = Object.entries(PLACES).map(([key, [, name]]) => [`g ${key}`, name] as const);
  return (
    <Dialog title="Keys and help" onClose={onClose}>
      <p>
        This page shows what is in the sandbox, a stand-in for an OpenCTI platform. It asks the same interfaces that
        connectors use.
      </p>
      <dl class="keys">
        {[...places, ...KEYS].map(([keys, what]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <label class="check">
        <input type="checkbox" checked={isOn} onChange={turn} /> Single-key shortcuts
      </label>
      <form method="dialog" class="dialog-actions">
        <button type="submit">Close</button>
      </form>
    </Dialog>
  );
}
