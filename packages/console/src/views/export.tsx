import { useState } from 'preact/hooks';
import { attempt, say } from '../hooks/notices.ts';
import { useQuery } from '../hooks/use-query.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Empty } from '../parts/page.tsx';
import { download } from '../platform/ask.ts';
import { ALL_RELATIONSHIPS, type AwaitedExport, askExport, fileOf } from '../platform/exports.ts';
import { WorkWatch } from './work-watch.tsx';

const EXPORTERS = 'query Exporters { connectorsForExport { id name active connector_scope } }';

interface ExportersAnswer {
  readonly connectorsForExport: readonly { readonly active: boolean; readonly connector_scope: readonly string[] }[];
}

interface ExportProps {
  readonly type: string;
  readonly search: string;
  readonly onClose: () => void;
}

function nameOfList(type: string): string {
  if (type === '') return 'all entities';
  return type === ALL_RELATIONSHIPS ? 'all relationships' : type;
}

/** Asks for the list as a file, waits for the connector, and gives the file. */
export function ExportDialog({ type, search, onClose }: ExportProps) {
  const { data } = useQuery<ExportersAnswer>(EXPORTERS);
  const [format, setFormat] = useState<string>();
  const [exportType, setExportType] = useState<'simple' | 'full'>('simple');
  const [asked, setAsked] = useState<readonly AwaitedExport[]>([]);
  const alive = data?.connectorsForExport.filter(({ active }) => active) ?? [];
  const formats = [...new Set(alive.flatMap(({ connector_scope }) => connector_scope))];
  const chosen = format ?? formats[0];
  const start = () =>
    attempt(async () => {
      if (chosen === undefined) return;
      setAsked(await askExport({ type, search, format: chosen, exportType }));
    });
  return (
    <Dialog title={`Export ${nameOfList(type)}`} onClose={onClose}>
      {search && <p>Only what answers “{search}”.</p>}
      {data && formats.length === 0 && <Empty>No connector for exports is alive.</Empty>}
      {asked.length === 0 && formats.length > 0 && (
        <div class="fields">
          <label>
            Format
            <select value={chosen} onChange={({ currentTarget }) => setFormat(currentTarget.value)}>
              {formats.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </select>
          </label>
          <label>
            Content
            <select
              value={exportType}
              onChange={({ currentTarget }) => setExportType(currentTarget.value as 'simple' | 'full')}
            >
              <option value="simple">the list</option>
              <option value="full">the list, and what it is related to</option>
            </select>
          </label>
        </div>
      )}
      {asked.map((one) => (
        <Awaited key={one.id} export={one} />
      ))}
      <div class="dialog-actions">
        <button type="button" onClick={onClose}>
          Close
        </button>
        {asked.length === 0 && (
          <button type="button" class="primary" disabled={chosen === undefined} onClick={() => void start()}>
            Export
          </button>
        )}
      </div>
    </Dialog>
  );
}

function Awaited({ export: one }: { readonly export: AwaitedExport }) {
  const [file, setFile] = useState<string>();
  const ended = () =>
    void attempt(async () => {
      const found = await fileOf(one);
      setFile(found);
      say(found ? 'The export is ready' : 'The export ended without a file', found === undefined);
    });
  return (
    <div class="awaited">
      <WorkWatch id={one.id} onEnd={ended} />
      {file !== undefined && (
        <button type="button" class="primary" onClick={() => void attempt(() => download(file, one.name))}>
          Download
        </button>
      )}
    </div>
  );
}
