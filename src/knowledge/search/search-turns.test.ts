import { expect, test } from 'vitest';
import { SearchTurns } from './search-turns.ts';

/** Resolves after whatever is ready to go on has gone on. */
const allElse = () => new Promise(resolve => setImmediate(resolve));

test('one tenant’s searches take half of the turns, and another’s passes them', async () => {
  const turns = new SearchTurns(2);
  const done: string[] = [];
  const search = async (tenantId: string) => {
    const turn = await turns.take(tenantId);
    done.push(tenantId);
    return turn;
  };
  const first = await search('busy');
  const waiting = search('busy');
  const other = await search('other');
  await allElse();
  expect(done).toEqual(['busy', 'other']);
  other[Symbol.dispose]();
  await allElse();
  expect(done).toEqual(['busy', 'other']);
  first[Symbol.dispose]();
  (await waiting)[Symbol.dispose]();
  expect(done).toEqual(['busy', 'other', 'busy']);
});

test('whoever leaves while waiting takes no turn from those behind', async () => {
  const turns = new SearchTurns(1);
  const leaving = new AbortController();
  const first = await turns.take('one');
  const left = turns.take('one', leaving.signal);
  const behind = turns.take('two');
  leaving.abort(new Error('gone'));
  await expect(left).rejects.toThrow('gone');
  await expect(turns.take('one', leaving.signal)).rejects.toThrow('gone');
  first[Symbol.dispose]();
  (await behind)[Symbol.dispose]();
  (await turns.take('one'))[Symbol.dispose]();
});

test('a line that moves on too slowly takes nobody in, and other tenants have lines of their own', async () => {
  const turns = new SearchTurns(2);
  const first = await turns.take('busy');
  const leaving = new AbortController();
  const waiting = Array.from({ length: 64 }, () => turns.take('busy', leaving.signal));
  await expect(turns.take('busy')).rejects.toMatchObject({ status: 429 });
  (await turns.take('other'))[Symbol.dispose]();
  leaving.abort(new Error('gone'));
  expect(new Set((await Promise.allSettled(waiting)).map(each => each.status))).toEqual(
    new Set(['rejected']),
  );
  first[Symbol.dispose]();
  (await turns.take('busy'))[Symbol.dispose]();
});
