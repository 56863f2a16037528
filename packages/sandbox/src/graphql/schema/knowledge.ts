/** Knowledge: its types, reads, and changes (protocol.md section 9). */
import { KNOWLEDGE_EDITS } from './knowledge-edits.ts';
import { KNOWLEDGE_INPUTS } from './knowledge-inputs.ts';
import { KNOWLEDGE_QUERIES } from './knowledge-queries.ts';
import { KNOWLEDGE_TYPES } from './knowledge-types.ts';

export const KNOWLEDGE_SCHEMA = [KNOWLEDGE_TYPES, KNOWLEDGE_QUERIES, KNOWLEDGE_INPUTS, KNOWLEDGE_EDITS].join('\n');
