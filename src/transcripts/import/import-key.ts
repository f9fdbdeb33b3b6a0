/** Where the uploaded file of an import is kept until it is done. */
export const importKeyOf = (given: { tenantId: string; id: string }): string =>
  `${given.tenantId}/${given.id}`;
