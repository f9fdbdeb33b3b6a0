import type { Config } from '#kernel/config/config.ts';

/** Where the data lies, for people; never with the database's password. */
export function describeStore(config: Config): string {
  if (config.database.url === undefined) return config.dataFolder;
  const url = new URL(config.database.url);
  return `PostgreSQL ${url.host}${url.pathname} and ${config.dataFolder}`;
}
