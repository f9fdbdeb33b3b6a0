import { openDocumentApi, upload } from '#tests/support/open-document-api.ts';

const WRITERS = 50;
const ROUNDS = 4;

/** Many people change one document, each from the version that they read. */
export async function writeOneDocument() {
  await using api = await openDocumentApi();
  const user = await api.signUp('ada');
  const libraryId = (await user.call('POST', '/libraries', { name: 'Shelf' })).json().id;
  const first = (await upload(user, libraryId, { name: 'busy.txt', bytes: 'Busy.' })).json();
  const url = `/documents/${first.id}`;
  const statuses: number[] = [];
  await Promise.all(
    Array.from({ length: WRITERS }, async (_, writer) => {
      for (let round = 0; round < ROUNDS; round++) {
        const etag = String((await user.call('GET', url)).headers['etag']);
        const change = { title: `by ${writer}`, metadata: { writer, round } };
        statuses.push((await user.call('PATCH', url, change, { 'if-match': etag })).statusCode);
      }
    }),
  );
  const accepted = statuses.filter(status => status === 200).length;
  const versions = (await user.call('GET', url)).json().version - first.version;
  const breaches = statuses
    .filter(status => ![200, 412].includes(status))
    .map(status => `a writer was answered ${status}`);
  if (accepted === 0 || versions !== accepted) breaches.push(`${accepted} changes made ${versions} versions`);
  return { accepted, versions, breaches };
}
