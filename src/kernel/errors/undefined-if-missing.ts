/** For `.catch(undefinedIfMissing)` on a file that may not be there: any other failure is thrown on. */
export function undefinedIfMissing(error: unknown): undefined {
  if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
}
