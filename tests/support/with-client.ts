import pg from 'pg';

/** One connection for one errand. */
export async function withClient<T>(url: string, errand: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  await client.connect();
  try {
    return await errand(client);
  } finally {
    await client.end();
  }
}
