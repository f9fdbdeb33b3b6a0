/** Where the uploaded bytes of a document are kept. */
export const blobKeyOf = (document: { tenantId: string; id: string }): string =>
  `${document.tenantId}/${document.id}`;
