import { useState } from 'preact/hooks';
import { attempt, say } from '../hooks/notices.ts';
import { useQuery } from '../hooks/use-query.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Count } from '../parts/words.tsx';
import { ask } from '../platform/ask.ts';
import { LOOK_MS } from './connector-data.tsx';

const QUEUE = 'query Queue($id: String!) { connector(id: $id) { connector_queue_details { messages_number } } }';
const RESET = 'mutation Reset($id: ID!) { resetStateConnector(id: $id) { id } }';

interface QueueAnswer {
  readonly connector: { readonly connector_queue_details: { readonly messages_number: number } } | null;
}

interface ResetProps {
  readonly id: string;
  readonly name: string;
  readonly onClose: () => void;
  readonly onDone: () => void;
}

/** The platform's own question before a reset, with what would be lost (protocol.md 2.5). */
export function ResetDialog({ id, name, onClose, onDone }: ResetProps) {
  const { data, error } = useQuery<QueueAnswer>(QUEUE, { id }, LOOK_MS);
  const [isSending, setSending] = useState(false);
  const messages = data?.connector?.connector_queue_details.messages_number;
  const reset = async () => {
    setSending(true);
    await attempt(async () => {
      await ask(RESET, { id });
      say('The connector state has been reset and messages queue has been purged');
      onDone();
    });
    onClose();
  };
  return (
    <Dialog title={`Reset ${name}`} onClose={onClose}>
      <p>Do you want to reset the state and purge messages queue of this connector?</p>
      <p>Number of messages: {messages === undefined ? (error ?? '…') : <Count value={messages} />}</p>
      <div class="dialog-actions">
        <button type="button" onClick={onClose}>
          Cancel
        </button>
        <button
          type="button"
          class="danger"
          disabled={isSending || messages === undefined}
          onClick={() => void reset()}
        >
          Reset
        </button>
      </div>
    </Dialog>
  );
}
