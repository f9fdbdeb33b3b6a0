import { z } from 'zod';

/** An id in a path. A malformed one is answered like a missing one: 404, "There is no such …". */
export const pathId = (what: string) => z.uuid({ error: `There is no such ${what}.` });
