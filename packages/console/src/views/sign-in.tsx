import { useState } from 'preact/hooks';
import { keepToken } from '../platform/session.ts';

/** Asks for the token, where the link did not bring it. */
export function SignIn({ onToken }: { readonly onToken: () => void }) {
  const [text, setText] = useState('');
  const enter = (event: Event) => {
    event.preventDefault();
    keepToken(text.trim());
    onToken();
  };
  return (
    <main class="sign-in">
      <h1>Sandbox console</h1>
      <p>The sandbox prints its admin token when it starts. It is kept for this tab only.</p>
      <form onSubmit={enter}>
        <label for="token">Admin token</label>
        <input
          id="token"
          type="password"
          autocomplete="off"
          required
          value={text}
          onInput={({ currentTarget }) => setText(currentTarget.value)}
        />
        <button type="submit" class="primary">
          Open
        </button>
      </form>
    </main>
  );
}
