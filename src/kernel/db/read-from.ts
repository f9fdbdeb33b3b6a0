import type { Database } from './database.ts';

/**
 * Where search and lists may read: a replica that is fresh enough, else the primary. What decides about somebody
 * (sign-in, permissions, credits, limits) and what is written upon never comes from here.
 */
export const readFrom = (db: Database): Database => db.reader?.() ?? db;
