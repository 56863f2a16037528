import { stixId } from './ids.ts';
import type { StixObject } from './object.ts';

/** An organization, with the id that OpenCTI and the reference client give it. */
export interface Organization extends StixObject {
  readonly type: 'identity';
  readonly name: string;
  readonly identity_class: 'organization';
}

/** An identity of class organization. @throws StixError when the name is not a text. */
export function organization(properties: { readonly name: string; readonly description?: string }): Organization {
  return {
    type: 'identity',
    spec_version: '2.1',
    id: stixId('identity', { name: properties.name, identity_class: 'organization' }),
    ...properties,
    identity_class: 'organization',
  };
}
