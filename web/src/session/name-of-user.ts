import type { Session } from '#api/session.ts';

/** What a person is called on the page. The first owner is named like the workspace, which says nothing about a person. */
export const nameOfUser = ({ user, tenant }: Pick<Session, 'user' | 'tenant'>): string =>
  user.name === '' || user.name === tenant.name ? user.email : user.name;
