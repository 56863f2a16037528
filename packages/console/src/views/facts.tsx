import type { ComponentChildren } from 'preact';
import { withoutLinks } from '../parts/plain-text.ts';
import { EntityLink, Time, TypeName } from '../parts/words.tsx';
import type { EntityDetails } from './entity.tsx';

type Stix = Readonly<Record<string, unknown>>;

/** Said elsewhere on the page, or of no use to people. */
const NOT_SHOWN = new Set(
  (
    'id type spec_version extensions created_by_ref object_marking_refs labels name value description lang revoked ' +
    'external_references kill_chain_phases content x_opencti_description'
  ).split(' '),
);

const DATE = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;

/** What an entity says of itself: the platform's fields, then its STIX properties as they are. */
export function Facts({ entity }: { readonly entity: EntityDetails }) {
  const stix = readStix(entity.toStix);
  const { createdBy, objectMarking, objectLabel, containers } = entity;
  const held = containers?.edges.map(({ node }) => node) ?? [];
  const text = stix.description ?? stix.content;
  return (
    <section class="card" aria-labelledby="about">
      <h2 id="about">About</h2>
      {typeof text === 'string' && <p class="description">{withoutLinks(text)}</p>}
      <dl class="facts">
        {createdBy && <Fact name="Author">{<EntityLink to={createdBy} />}</Fact>}
        {objectMarking && objectMarking.length > 0 && (
          <Fact name="Marking">{objectMarking.map(({ definition }) => definition).join(', ')}</Fact>
        )}
        {objectLabel && objectLabel.length > 0 && (
          <Fact name="Labels">{objectLabel.map(({ value }) => value).join(', ')}</Fact>
        )}
        {held.length > 0 && (
          <Fact name="Held by">
            {held.map((one) => (
              <div key={one.id}>
                <EntityLink to={one} /> <TypeName type={one.entity_type} />
              </div>
            ))}
          </Fact>
        )}
        {phasesOf(stix).length > 0 && <Fact name="Kill chain">{phasesOf(stix).join(', ')}</Fact>}
        {plain(stix).map(([name, value]) => (
          <Fact key={name} name={name.replaceAll('_', ' ')}>
            {DATE.test(value) ? <Time at={value} /> : value}
          </Fact>
        ))}
        <Fact name="Created here">
          <Time at={entity.created_at} />
        </Fact>
        <Fact name="Updated">
          <Time at={entity.updated_at} />
        </Fact>
      </dl>
      <References stix={stix} />
      <details>
        <summary>STIX</summary>
        <pre class="stix">{JSON.stringify(stix, null, 2)}</pre>
      </details>
    </section>
  );
}

function Fact({ name, children }: { readonly name: string; readonly children: ComponentChildren }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function readStix(text: string | null): Stix {
  try {
    return JSON.parse(text ?? '{}') as Stix;
  } catch {
    return {};
  }
}

function plain(stix: Stix): [name: string, value: string][] {
  return Object.entries(stix).flatMap(([name, value]): [string, string][] => {
    if (NOT_SHOWN.has(name) || /_refs?$/.test(name)) return [];
    if (Array.isArray(value)) return [[name, value.map(shown).join(', ')]];
    return [[name, shown(value)]];
  });
}

function shown(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}

function phasesOf({ kill_chain_phases: phases }: Stix): string[] {
  if (!Array.isArray(phases)) return [];
  return phases.map((phase: { kill_chain_name?: string; phase_name?: string }) => {
    return `${phase.kill_chain_name}: ${phase.phase_name}`;
  });
}

interface Reference {
  readonly source_name?: string;
  readonly external_id?: string;
  readonly url?: string;
}

/** Addresses are shown as text, not as links: they come from anybody, and this page leads nowhere else. */
function References({ stix: { external_references: references } }: { readonly stix: Stix }) {
  if (!Array.isArray(references) || references.length === 0) return null;
  return (
    <details>
      <summary>External references: {references.length}</summary>
      <ul class="references">
        {references.map((one: Reference) => (
          <li key={JSON.stringify(one)}>
            {one.source_name} {one.external_id} {one.url && <code>{one.url}</code>}
          </li>
        ))}
      </ul>
    </details>
  );
}
