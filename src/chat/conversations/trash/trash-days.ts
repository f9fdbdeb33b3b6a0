/** How long a deleted conversation can be restored. */
export const TRASH_DAYS = 30;
