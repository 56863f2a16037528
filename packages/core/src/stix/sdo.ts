import { type Built, build, type CommonProperties, type KillChainPhase, type Time } from './build.ts';
import type { StixId } from './object.ts';

/** Builders of domain objects: STIX 2.1 chapter 4, and OpenCTI's own types. Each throws StixError as `build` does. */

type Texts = readonly string[];

interface Named extends CommonProperties {
  readonly name: string;
  readonly description?: string;
}
interface Seen {
  readonly first_seen?: Time;
  readonly last_seen?: Time;
}
interface Aliased {
  readonly aliases?: Texts;
}
interface Motivated {
  readonly goals?: Texts;
  readonly resource_level?: string;
  readonly primary_motivation?: string;
  readonly secondary_motivations?: Texts;
}
interface InChain {
  readonly kill_chain_phases?: readonly KillChainPhase[];
}
interface Container extends CommonProperties {
  readonly object_refs: readonly StixId[];
}

/** A builder with the types of one kind of object. */
function builder<Type extends string, Properties extends object>(type: Type, idType?: string) {
  return <const Given extends Properties>(properties: Given): Built<Type, Given> => build(type, properties, idType);
}

/** A technique. Its id is made of `x_mitre_id` where there is one, else of the name. */
export const attackPattern = builder<
  'attack-pattern',
  Named & Aliased & InChain & { readonly x_mitre_id?: string; readonly x_mitre_platforms?: Texts }
>('attack-pattern');
/** A campaign (STIX 2.1, 4.2). Its id is made of the name. */
export const campaign = builder<'campaign', Named & Aliased & Seen & { readonly objective?: string }>('campaign');
/** A mitigation. Its id is made as that of a technique. */
export const courseOfAction = builder<'course-of-action', Named & { readonly x_mitre_id?: string }>('course-of-action');
/** Objects that belong together (STIX 2.1, 4.4). Its id is made of name, context and, where given, `created`. */
export const grouping = builder<
  'grouping',
  Container & { readonly name: string; readonly context: string; readonly description?: string }
>('grouping');

interface IdentityProperties extends Named {
  readonly roles?: Texts;
  readonly sectors?: Texts;
  readonly contact_information?: string;
}
/** An identity of any class; `organization` makes the commonest. */
export const identity = builder<
  'identity',
  IdentityProperties & {
    readonly identity_class: 'individual' | 'group' | 'system' | 'organization' | 'class' | string;
  }
>('identity');
/** A person. */
export function individual<const Given extends IdentityProperties>(properties: Given) {
  return identity({ ...properties, identity_class: 'individual' });
}
/** A system, such as a server. */
export function system<const Given extends IdentityProperties>(properties: Given) {
  return identity({ ...properties, identity_class: 'system' });
}
/** A sector of industry: OpenCTI keeps it as an identity of class `class`. */
export function sector<const Given extends IdentityProperties>(properties: Given) {
  return identity({ ...properties, identity_class: 'class' });
}

/** An incident (STIX 2.1, 4.6, with the properties of OpenCTI). Its id is made of name and `created`. */
export const incident = builder<
  'incident',
  Named & Aliased & Seen & { readonly incident_type?: string; readonly severity?: string }
>('incident');
/** A pattern and for how long it holds (STIX 2.1, 4.7). Its id is made of the pattern alone. */
export const indicator = builder<
  'indicator',
  CommonProperties &
    InChain & {
      readonly name?: string;
      readonly description?: string;
      readonly indicator_types?: Texts;
      readonly pattern: string;
      readonly pattern_type: 'stix' | 'pcre' | 'sigma' | 'snort' | 'suricata' | 'yara' | 'eql' | 'spl' | string;
      readonly pattern_version?: string;
      readonly valid_from: Time;
      readonly valid_until?: Time;
    }
>('indicator');
/** Systems that serve a purpose (STIX 2.1, 4.8). Its id is made of the name. */
export const infrastructure = builder<
  'infrastructure',
  Named & Aliased & InChain & Seen & { readonly infrastructure_types?: Texts }
>('infrastructure');
/** A group behind campaigns (STIX 2.1, 4.9). Its id is made of the name. */
export const intrusionSet = builder<'intrusion-set', Named & Aliased & Seen & Motivated>('intrusion-set');

interface Place extends CommonProperties {
  readonly name: string;
  readonly description?: string;
  readonly region?: string;
  readonly country?: string;
  readonly administrative_area?: string;
  readonly city?: string;
  readonly latitude?: number;
  readonly longitude?: number;
  readonly precision?: number;
}
type LocationType = 'Region' | 'Country' | 'Administrative-Area' | 'City' | 'Position';
function place<Type extends LocationType>(x_opencti_location_type: Type) {
  return <const Given extends Place>(properties: Given) =>
    build<'location', Given & { readonly x_opencti_location_type: Type }>('location', {
      ...properties,
      x_opencti_location_type,
    });
}
/** A region. OpenCTI tells five kinds of location apart, and their ids too. Its id is made of the name. */
export const region = place('Region');
/** A country; its ISO code goes into `country`. Its id is made of the name. */
export const country = place('Country');
/** A state or province. Its id is made of the name. */
export const administrativeArea = place('Administrative-Area');
/** A city. Its id is made of the name. */
export const city = place('City');
/** A point or an address. Its id is made of latitude and longitude where given, degrees, else of the name. */
export const position = place('Position');

/** A malware, or a family of them (STIX 2.1, 4.11). Its id is made of the name. */
export const malware = builder<
  'malware',
  Named &
    Aliased &
    InChain &
    Seen & {
      readonly is_family: boolean;
      readonly malware_types?: Texts;
      readonly capabilities?: Texts;
      readonly architecture_execution_envs?: Texts;
      readonly implementation_languages?: Texts;
    }
>('malware');
/** What an analysis said of a sample (STIX 2.1, 4.12). Its id is made of `result_name`, `product` and `submitted`. */
export const malwareAnalysis = builder<
  'malware-analysis',
  CommonProperties & {
    readonly product: string;
    readonly result_name: string;
    readonly result?: string;
    /** Text only: it is part of the id as it is written. */
    readonly submitted?: string;
    readonly analysis_started?: Time;
    readonly analysis_ended?: Time;
    readonly analysis_sco_refs?: readonly StixId[];
    readonly sample_ref?: StixId;
  }
>('malware-analysis');
/** A text about objects (STIX 2.1, 4.13). Its id is made of content, abstract and, where given, `created`. */
export const note = builder<
  'note',
  Container & { readonly content: string; readonly abstract?: string; readonly authors?: Texts }
>('note');
/** Observables that were seen (STIX 2.1, 4.14). Its id is made of `object_refs`. */
export const observedData = builder<
  'observed-data',
  Container & { readonly first_observed: Time; readonly last_observed: Time; readonly number_observed: number }
>('observed-data');
/** How right somebody thinks something is (STIX 2.1, 4.15). Its id is made of the opinion and, where given, `created`. */
export const opinion = builder<
  'opinion',
  Container & {
    readonly opinion: 'strongly-disagree' | 'disagree' | 'neutral' | 'agree' | 'strongly-agree';
    readonly explanation?: string;
    readonly authors?: Texts;
  }
>('opinion');
/** A report about objects (STIX 2.1, 4.16). Its id is made of name and `published`. */
export const report = builder<
  'report',
  Container & {
    readonly name: string;
    readonly description?: string;
    readonly published: Time;
    readonly report_types?: Texts;
  }
>('report');

interface ThreatActorProperties extends Named, Aliased, Seen, Motivated {
  readonly threat_actor_types?: Texts;
  readonly roles?: Texts;
  readonly sophistication?: string;
}
function threatActor(idType: string, x_opencti_type: string) {
  return <const Given extends ThreatActorProperties>(properties: Given) =>
    build<'threat-actor', Given & { readonly x_opencti_type: string }>(
      'threat-actor',
      { ...properties, x_opencti_type },
      idType,
    );
}
/** A group that threatens: one of the two kinds of threat actor that OpenCTI tells apart. Its id is made of the name. */
export const threatActorGroup = threatActor('threat-actor-group', 'Threat-Actor-Group');
/** A person who threatens. Its id is made of the name, and another than that of a group. */
export const threatActorIndividual = threatActor('threat-actor-individual', 'Threat-Actor-Individual');

/** Legitimate software that attackers use (STIX 2.1, 4.18). Its id is made of the name. */
export const tool = builder<
  'tool',
  Named & Aliased & InChain & { readonly tool_types?: Texts; readonly tool_version?: string }
>('tool');
/** A weakness, named by its CVE id where it has one (STIX 2.1, 4.19). Its id is made of the name. */
export const vulnerability = builder<'vulnerability', Named>('vulnerability');

// OpenCTI's own types.
/** OpenCTI's case of an incident response. Its id is made of name and `created`. */
export const caseIncident = builder<
  'case-incident',
  Named & { readonly severity?: string; readonly priority?: string; readonly object_refs?: readonly StixId[] }
>('case-incident');
/** OpenCTI's request for information. Its id is made of name and `created`. */
export const caseRfi = builder<'case-rfi', Named & { readonly object_refs?: readonly StixId[] }>('case-rfi');
/** OpenCTI's request for takedown. Its id is made of name and `created`. */
export const caseRft = builder<'case-rft', Named & { readonly object_refs?: readonly StixId[] }>('case-rft');
/** OpenCTI's task of a case. Its id is made of name and `created`. */
export const task = builder<'task', Named & { readonly due_date?: Time; readonly object_refs?: readonly StixId[] }>(
  'task',
);
/** OpenCTI's channel of communication, such as a forum or a messenger. Its id is made of the name. */
export const channel = builder<'channel', Named & Aliased & { readonly channel_types?: Texts }>('channel');
/** A part of a data source of ATT&CK. Its id is made of the name. */
export const dataComponent = builder<
  'data-component',
  Named & Aliased & { readonly data_source_ref?: StixId<'data-source'> }
>('data-component');
/** A source of data of ATT&CK, such as a process. Its id is made of the name. */
export const dataSource = builder<
  'data-source',
  Named & Aliased & { readonly platforms?: Texts; readonly collection_layers?: Texts }
>('data-source');
/** OpenCTI's event, such as a conference or an election. Its id is made of the name. */
export const event = builder<
  'event',
  Named & Aliased & { readonly event_types?: Texts; readonly start_time?: Time; readonly stop_time?: Time }
>('event');
/** OpenCTI's opinion of a reader on knowledge. Its id is made of the name. */
export const feedback = builder<
  'feedback',
  Named & { readonly rating?: number; readonly object_refs?: readonly StixId[] }
>('feedback');
/** OpenCTI's language that somebody speaks. Its id is made of the name. */
export const language = builder<'language', Named & Aliased>('language');
/** OpenCTI's narrative that is spread. Its id is made of the name. */
export const narrative = builder<'narrative', Named & Aliased & { readonly narrative_types?: Texts }>('narrative');
