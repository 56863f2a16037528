import { run } from '@opencti-connectors/core';
import connector from './connector.ts';

await run(connector);
