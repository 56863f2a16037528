import type { ComponentChildren } from 'preact';
import { linkTo } from '../hooks/route.ts';
import { familyOf } from './families.ts';
import { plainName } from './plain-text.ts';

/** A moment, short: the time, and the date when it is not today. The whole stands in the title. */
export function Time({ at }: { readonly at: string | null | undefined }) {
  if (!at) return <span class="soft">–</span>;
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return <span>{at}</span>;
  const isToday = date.toDateString() === new Date().toDateString();
  const shown = isToday ? date.toLocaleTimeString('en-GB') : date.toLocaleDateString('en-CA');
  return (
    <time dateTime={at} title={at}>
      {shown}
    </time>
  );
}

export function Count({ value }: { readonly value: number }) {
  return <span class="number">{value.toLocaleString('en')}</span>;
}

type Tone = 'good' | 'warn' | 'bad' | 'busy' | 'quiet';

/** A state in a word; the dot repeats it in colour. */
export function Badge({ tone, children }: { readonly tone: Tone; readonly children: ComponentChildren }) {
  return <span class={`badge ${tone}`}>{children}</span>;
}

/** A type with the colour of its family. */
export function TypeName({ type }: { readonly type: string }) {
  return <span class={`type family-${familyOf(type)}`}>{type}</span>;
}

export interface Named {
  readonly id: string;
  readonly entity_type: string;
  readonly representative: { readonly main: string };
}

/** Fields of something that a link leads to. */
export const NAMED = '__typename ... on BasicObject { id entity_type } ... on StixObject { representative { main } }';

export function EntityLink({ to }: { readonly to: Named }) {
  return <a href={linkTo(['entity', to.id])}>{plainName(to.representative.main)}</a>;
}

/** Size of a file or of messages. */
export function Size({ bytes }: { readonly bytes: number }) {
  const [value, unit] = bytes < 1_000 ? [bytes, 'B'] : bytes < 1_000_000 ? [bytes / 1_000, 'kB'] : [bytes / 1e6, 'MB'];
  return (
    <span class="number">
      {value < 10 && unit !== 'B' ? value.toFixed(1) : Math.round(value)} {unit}
    </span>
  );
}

/** A text on one line; the whole stands in the title. */
export function Cut({ text }: { readonly text: string }) {
  return (
    <span class="cut" title={text}>
      {plainName(text)}
    </span>
  );
}
