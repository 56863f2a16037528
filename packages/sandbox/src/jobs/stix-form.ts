import type { StoredFile } from '../files/store.ts';
import { type StixFile, toStix } from '../graph/stix.ts';
import type { Element, GraphStore } from '../graph/store.ts';
import type { Platform } from '../platform.ts';

/** The STIX form that the platform sends, the element's files included. @param graph a draft's own, inside of one */
export function extendedForm(platform: Platform, element: Element, graph: GraphStore = platform.graph) {
  const files = platform.files.list(`import/${element.entityType}/${element.id}`);
  return toStix(
    element,
    graph,
    files.map((file) => printedFile(graph, file)),
  );
}

function printedFile(graph: GraphStore, { id, name, version, mimeType, markings }: StoredFile): StixFile {
  const refs = markings.flatMap((marking) => graph.find(marking)?.standardId ?? []);
  return { name, uri: `/storage/get/${id}`, version, mime_type: mimeType, object_marking_refs: refs };
}
