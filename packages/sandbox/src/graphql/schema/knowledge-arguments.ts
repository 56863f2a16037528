/** Arguments that many lists have. */
export const PAGING = 'first: Int after: ID orderMode: OrderingMode filters: FilterGroup search: String';

export const RELATION_ARGS = `
  fromOrToId: [String] elementWithTargetTypes: [String] fromId: [String] fromRole: String fromTypes: [String]
  toId: [String] toRole: String toTypes: [String] relationship_type: [String]
  startTimeStart: DateTime startTimeStop: DateTime stopTimeStart: DateTime stopTimeStop: DateTime
  startDate: DateTime endDate: DateTime confidences: [Int]
`;

export const SIGHTING_ARGS = `
  fromOrToId: String fromId: StixRef fromTypes: [String] toId: StixRef toTypes: [String]
  firstSeenStart: DateTime firstSeenStop: DateTime lastSeenStart: DateTime lastSeenStop: DateTime confidences: [Int]
`;

export const REF_ARGS = `
  fromOrToId: String fromId: StixRef fromTypes: [String] toId: StixRef toTypes: [String] relationship_type: [String]
  startTimeStart: DateTime startTimeStop: DateTime stopTimeStart: DateTime stopTimeStop: DateTime confidences: [Int]
`;
