import type { StixObject } from '../stix/object.ts';
import type { CallOptions } from './platform.ts';

/** What an enrichment asks the platform for when a message says too little: platforms before 6.8 send ids alone. */
export interface EntitiesPort {
  /** The entity in the form with extensions; undefined when it is gone, or the connector's user may not see it. */
  read(id: string, options?: CallOptions): Promise<StixObject | undefined>;
  /** True when a person asked for the work, false when the platform did by itself. */
  wasAsked(workId: string, options?: CallOptions): Promise<boolean>;
}
