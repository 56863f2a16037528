import { beforeEach, describe, expect, test } from 'vitest';
import { builtInMarkings } from '../markings.ts';
import { type Element, GraphStore } from '../store.ts';
import { compile, type Filter, type FilterGroup } from './filter.ts';
import { type ListShape, Lists } from './lists.ts';

let graph: GraphStore;
beforeEach(() => {
  graph = new GraphStore();
  graph.seed(builtInMarkings());
});

const malware = (name: string, more: object = {}) =>
  graph.upsert({ type: 'malware', id: `malware--${name}`, name, ...more });

function shape(orderBy: string | undefined, test: (element: Element) => boolean = () => true): ListShape {
  const candidates = () => graph.ofTypes(['Malware']);
  return { key: String(orderBy), candidates, test, orderBy, score: undefined, direction: 'asc' };
}

/** Names of all pages; `between` runs after each. */
function readAll(lists: Lists, list: ListShape, first: number, between: (page: number) => void = () => {}): unknown[] {
  const names: unknown[] = [];
  for (let after: string | undefined, page = 1; ; page++) {
    const { edges } = lists.page(list, first, after);
    names.push(...edges.map(({ element }) => element.properties.name));
    if (edges.length < first) return names;
    after = edges.at(-1)?.cursor;
    between(page);
  }
}

describe('pages', () => {
  test('hold every element once, in order, the nameless ones last', () => {
    for (const name of ['c', 'A', 'b', 'e', 'D']) malware(name);
    const lists = new Lists(graph);
    expect(readAll(lists, shape('name'), 2)).toEqual(['A', 'b', 'c', 'D', 'e']);
    malware('z', { description: 'only one' });
    expect(readAll(lists, shape('description'), 2).at(0)).toBe('z');
  });

  test('go on in their order while the graph changes, and show what came behind the end', () => {
    for (const name of ['a', 'b', 'c', 'd']) malware(name);
    const seen = readAll(new Lists(graph), shape('name'), 2, (page) => {
      if (page === 1) for (const name of ['aa', 'x']) malware(name);
    });
    expect(seen).toEqual(['a', 'b', 'c', 'd', 'x']);
  });

  test('do not sort again: a list is tested once per element however many pages it has', () => {
    for (let index = 0; index < 300; index++) malware(`m${index}`);
    let tested = 0;
    const counting = shape('name', () => {
      tested += 1;
      return true;
    });
    expect(readAll(new Lists(graph), counting, 7)).toHaveLength(300);
    expect(tested).toBe(300);
  });

  test('refuse a cursor that is none', () => {
    expect(() => new Lists(graph).page(shape('name'), 2, 'heron')).toThrow(SyntaxError);
  });
});

describe('filters', () => {
  const group = (...filters: Filter[]): FilterGroup => ({ mode: 'and', filters, filterGroups: [] });
  const found = (filters: FilterGroup) => {
    const test = compile(filters, graph);
    return [...graph.ofTypes(['Malware'])].filter(test).map(({ properties }) => properties.name);
  };
  const one = (key: string, operator: string, values: unknown[], mode: 'and' | 'or' = 'or') =>
    found(group({ key: [key], operator, values, mode }));

  beforeEach(() => {
    malware('Grey', { labels: ['x', 'y'], confidence: 20, created: '2026-01-01T00:00:00.000Z' });
    malware('Blue', { labels: ['x'], confidence: 90, object_marking_refs: [green()] });
  });
  const green = () => 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';

  test('compare texts without their case, numbers and dates by size', () => {
    expect(one('name', 'eq', ['grey'])).toEqual(['Grey']);
    expect(one('name', 'not_eq', ['grey'])).toEqual(['Blue']);
    expect(one('name', 'contains', ['LU'])).toEqual(['Blue']);
    expect(one('confidence', 'gte', ['90'])).toEqual(['Blue']);
    expect(one('created', 'lt', ['2026-06-01T00:00:00.000Z'])).toEqual(['Grey']);
    expect(one('created_at', 'within', ['now-1h', 'now+1h'])).toEqual(['Grey', 'Blue']);
    expect(one('created_at', 'within', ['now-2h', 'now-1h'])).toEqual([]);
  });

  test('know markings and labels by internal id only, and the mode over several values', () => {
    expect(one('objectMarking', 'eq', [green()])).toEqual([]);
    expect(one('objectMarking', 'eq', [graph.find(green())?.id])).toEqual(['Blue']);
    const labels = ['x', 'y'].map((value) => graph.labels.get(value)?.id);
    expect(one('objectLabel', 'eq', labels, 'and')).toEqual(['Grey']);
    expect(one('objectLabel', 'eq', labels, 'or')).toEqual(['Grey', 'Blue']);
    expect(one('objectLabel', 'not_eq', [labels[1]])).toEqual(['Blue']);
    expect(one('objectMarking', 'nil', [])).toEqual(['Grey']);
  });

  test('nest in groups', () => {
    const either = {
      mode: 'or' as const,
      filters: [
        { key: ['name'], values: ['grey'] },
        { key: ['name'], values: ['blue'] },
      ],
      filterGroups: [],
    };
    const both = {
      mode: 'and' as const,
      filters: [{ key: ['confidence'], values: [50], operator: 'gt' }],
      filterGroups: [either],
    };
    expect(found(both)).toEqual(['Blue']);
  });

  test('relate to others', () => {
    const tool = graph.upsert({ type: 'tool', id: 'tool--1', name: 'T' });
    const ends = { source_ref: 'malware--Grey', target_ref: 'tool--1' };
    graph.upsert({ type: 'relationship', id: 'relationship--1', relationship_type: 'uses', ...ends });
    expect(found(group({ key: ['regardingOf'], values: [{ key: 'id', values: [tool.id] }] }))).toEqual(['Grey']);
    const other = [
      { key: 'id', values: [tool.id] },
      { key: 'relationship_type', values: ['drops'] },
    ];
    expect(found(group({ key: ['regardingOf'], values: other }))).toEqual([]);
  });

  test('refuse keys that nothing has', () => {
    expect(() => one('shoe_size', 'eq', ['44'])).toThrow('Incorrect filter keys');
    expect(() => one('name', 'eq', [])).toThrow('Invalid filter configuration');
  });
});
