import { z } from 'zod';

/** Settings of this connector. */
export const Settings = z.object({});
