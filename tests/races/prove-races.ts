import type { Proof } from '#tests/support/proof.ts';
import { createOneName } from './create-one-name.ts';
import { deleteWhileIngesting } from './delete-while-ingesting.ts';
import { writeOneDocument } from './write-one-document.ts';

export const proof: Proof = {
  claim:
    'of many who create one name one succeeds; every accepted change of a document is one version; ' +
    'a document deleted while it is read leaves no chunk, vector, file or job',
  trials: 500,
  store: 'postgres',
  run: async options => {
    const names = await createOneName();
    options.report(`100 creates of one name: ${names.created} × 201, ${names.refused} × 409`);
    const writers = await writeOneDocument();
    options.report(`50 writers on one document: ${writers.accepted} × 200, version + ${writers.versions}`);
    const deletions = await deleteWhileIngesting(options);
    return {
      ...deletions,
      breaches: [...names.breaches, ...writers.breaches, ...deletions.breaches],
    };
  },
};
