import { openDocumentApi } from '#tests/support/open-document-api.ts';

const CREATORS = 100;

/** Many people create a library of one name in the same moment. */
export async function createOneName() {
  await using api = await openDocumentApi();
  const user = await api.signUp('ada');
  const replies = await Promise.all(
    Array.from({ length: CREATORS }, () => user.call('POST', '/libraries', { name: 'Wanted by all' })),
  );
  const created = replies.filter(reply => reply.statusCode === 201).length;
  const refused = replies.filter(reply => reply.statusCode === 409).length;
  const breaches = [];
  if (created !== 1 || refused !== CREATORS - 1)
    breaches.push(`${created} creates of one name succeeded and ${refused} were refused`);
  return { created, refused, breaches };
}
