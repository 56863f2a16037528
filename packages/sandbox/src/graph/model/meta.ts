/** What other objects carry: OpenCTI's name, the name of the list, own fields. */
export const META: readonly (readonly [name: string, list: string, fields: string])[] = [
  ['External-Reference', 'externalReferences', 'source_name! description url hash external_id'],
  ['Kill-Chain-Phase', 'killChainPhases', 'kill_chain_name! phase_name! x_opencti_order:int'],
  ['Label', 'labels', 'value color'],
  ['Marking-Definition', 'markingDefinitions', 'definition_type definition x_opencti_order:int! x_opencti_color'],
  ['Vocabulary', 'vocabularies', 'name! description aliases:[] builtIn:bool is_hidden:bool'],
];
