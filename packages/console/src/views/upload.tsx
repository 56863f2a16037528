import { useRef, useState } from 'preact/hooks';
import { attempt, say } from '../hooks/notices.ts';
import { useQuery } from '../hooks/use-query.ts';
import { uploadAndImport } from '../platform/imports.ts';
import { LOOK_MS } from './connector-data.tsx';

const IMPORTERS = 'query Importers { connectorsForImport { id name active connector_scope } }';

interface Importer {
  readonly id: string;
  readonly name: string;
  readonly active: boolean;
  readonly connector_scope: readonly string[];
}

/** Takes a file, dropped or chosen, and asks the chosen connector to import it. */
export function Upload({ onUploaded }: { readonly onUploaded: () => void }) {
  const { data } = useQuery<{ connectorsForImport: Importer[] }>(IMPORTERS, {}, LOOK_MS);
  const [files, setFiles] = useState<readonly File[]>([]);
  const [connectorId, setConnectorId] = useState<string>();
  const [isOver, setOver] = useState(false);
  const [isSending, setSending] = useState(false);
  const input = useRef<HTMLInputElement>(null);
  const importers = data?.connectorsForImport.filter(({ active }) => active) ?? [];
  const chosen = importers.find(({ id }) => id === connectorId) ?? importers[0];
  const take = (list: FileList | null | undefined) => setFiles([...(list ?? [])]);
  const send = async () => {
    if (!chosen) return;
    setSending(true);
    await attempt(async () => {
      for (const file of files) await uploadAndImport(file, chosen.id);
      say(`${chosen.name} was asked to import ${files.map(({ name }) => name).join(', ')}`);
      setFiles([]);
      if (input.current) input.current.value = '';
    });
    setSending(false);
    onUploaded();
  };
  return (
    <section
      class={isOver ? 'card drop over' : 'card drop'}
      aria-labelledby="upload"
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer?.files);
      }}
    >
      <h2 id="upload">Import a file</h2>
      <p class="soft">Drop a file here, or choose one. It goes straight into knowledge, without a draft.</p>
      <div class="fields">
        <label>
          File
          <input ref={input} type="file" multiple onChange={({ currentTarget }) => take(currentTarget.files)} />
        </label>
        <label>
          Connector
          <select
            value={chosen?.id}
            disabled={importers.length === 0}
            onChange={({ currentTarget }) => setConnectorId(currentTarget.value)}
          >
            {importers.length === 0 && <option>none is alive</option>}
            {importers.map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <button
          type="button"
          class="primary"
          disabled={!chosen || files.length === 0 || isSending}
          onClick={() => void send()}
        >
          {isSending ? 'Sending…' : 'Import'}
        </button>
      </div>
      {files.length > 0 && <p>Chosen: {files.map(({ name }) => name).join(', ')}</p>}
      {chosen && <p class="soft">Takes {chosen.connector_scope.join(', ')}.</p>}
    </section>
  );
}
