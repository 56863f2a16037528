import { useState } from 'preact/hooks';
import { attempt } from '../hooks/notices.ts';
import { PAGE_INFO, type PageInfo, usePaging } from '../hooks/use-paging.ts';
import { useQuery, useSandbox } from '../hooks/use-query.ts';
import { Empty, Page, State } from '../parts/page.tsx';
import { type Column, Pager, Table } from '../parts/table.tsx';
import { Size, Time } from '../parts/words.tsx';
import { download } from '../platform/ask.ts';
import { LOOK_MS } from './connector-data.tsx';
import { Upload } from './upload.tsx';
import { WORK_FIELDS, type WorkRow, WorkStatus } from './work-list.tsx';

const SIZE = 20;
const FILES = `query Files($first: Int, $after: ID) { importFiles(first: $first, after: $after) {
  edges { node { id name size lastModified works { ${WORK_FIELDS} } } } ${PAGE_INFO} } }`;

interface UploadedFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly lastModified: string;
  readonly works: readonly WorkRow[];
}
interface FilesAnswer {
  readonly importFiles: { readonly edges: readonly { readonly node: UploadedFile }[]; readonly pageInfo: PageInfo };
}
/** A file as `/sandbox/files` lists it. */
interface SandboxFile {
  readonly id: string;
  readonly name: string;
  readonly size: number;
  readonly last_modified: string;
}

function DownloadButton({ id, name }: { readonly id: string; readonly name: string }) {
  return (
    <button type="button" aria-label={`Download ${name}`} onClick={() => void attempt(() => download(id, name))}>
      Download
    </button>
  );
}

const UPLOADED: readonly Column<UploadedFile>[] = [
  { name: 'File', kind: 'wide', cell: ({ name }) => name },
  {
    name: 'Imports',
    cell: ({ works }) =>
      works.length === 0 ? (
        <span class="soft">none</span>
      ) : (
        works.map((work) => (
          <div key={work.id}>
            <WorkStatus work={work} /> <span class="soft">{work.connector?.name}</span>
          </div>
        ))
      ),
  },
  { name: 'Size', kind: 'number', cell: ({ size }) => <Size bytes={size} /> },
  { name: 'Changed', kind: 'minor', cell: ({ lastModified }) => <Time at={lastModified} /> },
  { name: '', cell: (file) => <DownloadButton {...file} /> },
];

const EXPORTED: readonly Column<SandboxFile>[] = [
  { name: 'File', kind: 'wide', cell: ({ name }) => name },
  { name: 'Size', kind: 'number', cell: ({ size }) => <Size bytes={size} /> },
  { name: 'Made', kind: 'minor', cell: ({ last_modified }) => <Time at={last_modified} /> },
  { name: '', cell: (file) => <DownloadButton {...file} /> },
];

/** Files up and down. */
export function Files() {
  const paging = usePaging('files');
  const { data, error, isLoading, again } = useQuery<FilesAnswer>(FILES, { first: SIZE, after: paging.after }, LOOK_MS);
  const { data: all } = useSandbox<SandboxFile[]>('/sandbox/files', LOOK_MS);
  const [exportedShown, setShown] = useState(SIZE);
  const uploaded = data?.importFiles.edges.map(({ node }) => node) ?? [];
  const exported = all?.filter(({ id }) => id.startsWith('export/')).reverse() ?? [];
  return (
    <Page title="Files">
      <Upload onUploaded={again} />
      <section aria-labelledby="uploaded">
        <h2 id="uploaded">Uploaded</h2>
        <State error={error} isLoading={isLoading} hasData={data !== undefined} />
        {data && uploaded.length === 0 && <Empty>No file was uploaded yet.</Empty>}
        {uploaded.length > 0 && (
          <Table label="Uploaded files" columns={UPLOADED} rows={uploaded} keyOf={({ id }) => id} />
        )}
        {data && data.importFiles.pageInfo.globalCount > SIZE && (
          <Pager paging={paging} info={data.importFiles.pageInfo} size={SIZE} shown={uploaded.length} />
        )}
      </section>
      <section aria-labelledby="exported">
        <h2 id="exported">Exported</h2>
        {all && exported.length === 0 && (
          <Empty>No export yet: “Export list…” stands above the lists of entities and relationships.</Empty>
        )}
        {exported.length > 0 && (
          <Table
            label="Exported files"
            columns={EXPORTED}
            rows={exported.slice(0, exportedShown)}
            keyOf={({ id }) => id}
          />
        )}
        {exported.length > exportedShown && (
          <button type="button" onClick={() => setShown(exportedShown + SIZE)}>
            Show more
          </button>
        )}
      </section>
    </Page>
  );
}
