import { useEffect, useRef } from 'preact/hooks';
import { useQuery } from '../hooks/use-query.ts';
import { Progress, WORK_FIELDS, type WorkRow, WorkStatus } from './work-list.tsx';

const WORK = `query Work($id: ID!) { work(id: $id) { ${WORK_FIELDS} } }`;
const LOOK_MS = 700;

interface WorkWatchProps {
  readonly id: string;
  /** Called once, when the connector is done and everything is imported. */
  readonly onEnd?: (work: WorkRow) => void;
}

/** A work that somebody waits for. */
export function WorkWatch({ id, onEnd }: WorkWatchProps) {
  const { data } = useQuery<{ work: WorkRow | null }>(WORK, { id }, LOOK_MS);
  const work = data?.work;
  const isOver = work?.status === 'complete' && work.processed_time !== null;
  const told = useRef(false);
  useEffect(() => {
    if (!isOver || told.current || !work) return;
    told.current = true;
    onEnd?.(work);
  }, [isOver, work, onEnd]);
  if (!work) return null;
  const said = work.errors.at(-1)?.message ?? work.messages.at(-1)?.message;
  return (
    <div class="watch">
      <p role="status">
        <WorkStatus work={work} /> {work.connector?.name}
      </p>
      <Progress work={work} />
      {said && <p class={work.errors.length > 0 ? 'failure' : 'soft'}>{said}</p>}
    </div>
  );
}
