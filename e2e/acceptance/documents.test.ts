/** What the acceptance run asks is what a real platform takes: recordings of both versions show each field of it. */
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type FieldNode, parse, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import { describe, expect, test } from 'vitest';
import { platformSchema } from '../../packages/sandbox/src/graphql/schema.ts';
import * as documents from './documents.ts';

const RECORDINGS = join(import.meta.dirname, '../../packages/testing/fixtures/platform');

interface Case {
  readonly document?: string;
  readonly response?: { readonly errors?: readonly { readonly extensions?: { readonly code?: string } }[] };
}

/** Not asked by any recorded document, and known all the same. */
const KNOWN_ELSEWHERE: readonly string[] = [
  // The reference client's own way to remove anything (`stix.delete` of pycti, 6.x and 7.x).
  ...['Mutation.stixEdit', 'Mutation.stixEdit(id)', 'StixEditMutations.delete'],
  // The reference client reads phases of all that have them; recorded for malware.
  ...['AttackPattern.killChainPhases', 'Tool.killChainPhases'],
  // What the web interface does when a person deletes a live stream, in both versions; recorded for another field, on 7.
  ...['Mutation.streamCollectionEdit', 'Mutation.streamCollectionEdit(id)', 'StreamCollectionEditMutations.delete'],
  // "The same as on 7.260817.0: … field patches" (README of the recordings of 6.7.5).
  ...['StixDomainObjectEditMutations.fieldPatch', 'StixDomainObjectEditMutations.fieldPatch(input)'],
];

/** Such as `Query.connector`, `Query.connector(id)`, `Connector.active`. */
function coordinates(document: string): Set<string> {
  const found = new Set<string>();
  const info = new TypeInfo(platformSchema());
  const Field = ({ name, arguments: given = [] }: FieldNode) => {
    const parent = info.getParentType();
    if (!parent || name.value.startsWith('__')) return;
    found.add(`${parent}.${name.value}`);
    for (const argument of given) found.add(`${parent}.${name.value}(${argument.name.value})`);
  };
  visit(parse(document), visitWithTypeInfo(info, { Field }));
  return found;
}

/** Everything that answers without a complaint about the document show to exist. */
function recorded(pattern: string): Set<string> {
  const cases = globSync(pattern, { cwd: RECORDINGS }).flatMap(
    (file) => JSON.parse(readFileSync(join(RECORDINGS, file), 'utf8')) as Case[],
  );
  const refused = ({ response }: Case) =>
    response?.errors?.some(({ extensions }) => extensions?.code?.startsWith('GRAPHQL_') ?? false) ?? false;
  const taken = cases.filter((one) => one.document && !refused(one)).map(({ document = '' }) => document);
  const all = new Set<string>();
  for (const document of new Set(taken)) for (const one of tryCoordinates(document)) all.add(one);
  return all;
}

/** Recordings have documents with mistakes in them, on purpose. */
function tryCoordinates(document: string): Set<string> {
  try {
    return coordinates(document);
  } catch {
    return new Set();
  }
}

describe.each([
  ['7.260817', recorded('7.260817/graphql/*.json')],
  ['6.7.5', recorded('6.7.5/graphql/works-on-6.7.5.json')],
])('on %s', (_version, known) => {
  test.each(Object.entries(documents))('%s', (_name, document) => {
    const unknown = [...coordinates(document)].filter((one) => !known.has(one) && !KNOWN_ELSEWHERE.includes(one));
    expect(unknown).toEqual([]);
  });
});
