/** STIX 2.1 as OpenCTI speaks it: ids and base types. */
export { type CanonicalValue, canonicalJson } from './canonical.ts';
export { externalReferenceId, type IdProperties, stixId } from './ids.ts';
export { isStixId, type StixBundle, type StixId, type StixObject, stixTypeOf } from './object.ts';
export { deterministicId } from './uuid5.ts';
