import { connect, createServer } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';

/** Stands between the program and PostgreSQL, and now and then keeps the answer to a commit to itself. */
export interface CommitCutter extends AsyncDisposable {
  /** The same database by way of the cutter. */
  url: string;
  /** Commits that happened and were never acknowledged. */
  cuts: number;
}

/** `share` of the commits are carried out and then lose their connection instead of their answer arriving. */
export async function startCommitCutter(
  url: string,
  { share, random }: { share: number; random: () => number },
): Promise<CommitCutter> {
  const target = new URL(url);
  const sockets = new Set<Socket>();
  const server = createServer(client => {
    const database = connect(Number(target.port || 5432), target.hostname);
    for (const socket of [client, database]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => sockets.delete(socket));
    }
    client.pipe(database);
    client.on('close', () => database.destroy());
    database.on('close', () => client.destroy());
    database.on('data', (bytes: Buffer) => {
      if (!bytes.includes('COMMIT\0') || random() >= share) return void client.write(bytes);
      cutter.cuts += 1;
      client.destroy();
    });
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  const proxied = new URL(url);
  proxied.hostname = '127.0.0.1';
  proxied.port = String((server.address() as AddressInfo).port);
  const cutter: CommitCutter = {
    url: proxied.href,
    cuts: 0,
    [Symbol.asyncDispose]: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise(resolve => server.close(resolve));
    },
  };
  return cutter;
}
