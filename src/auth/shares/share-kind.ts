import type { z } from 'zod';

/** Something that can be shared; its room says how it reads to a stranger. */
export interface ShareKind {
  kind: 'conversation' | 'insight';
  /** What a stranger gets to see: no ids, nothing of other things. */
  schema: z.ZodType;
  /** As the user who shares it sees it. @throws NotFound for what this user may not read, or what is gone. */
  read(target: {
    tenantId: string;
    userId: string;
    id: string;
  }): Promise<{ title: string; content: unknown }>;
}
