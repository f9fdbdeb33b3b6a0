const KEY = /^[0-9a-f-]+(\/[0-9a-z-]+)+$/;

/** Keys are ours, never a user's; the check keeps it so. @throws TypeError */
export function assertBlobKey(key: string): void {
  if (!KEY.test(key)) throw new TypeError(`not a blob key: ${key}`);
}
