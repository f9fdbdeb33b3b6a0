/** What a credential may do within its tenant; also the scopes of API keys. */
export const permissions = [
  'libraries:read',
  'libraries:write',
  'documents:read',
  'documents:write',
  'search:read',
  'chat:read',
  'chat:write',
  'transcripts:read',
  'transcripts:write',
  'insights:read',
  'insights:write',
  'features:read',
  'features:write',
  'usage:read',
  'shares:read',
  'shares:write',
  'feedback:manage',
  'keys:manage',
  'members:manage',
] as const;

/** What concerns all tenants: no role has it, only keys that somebody with access to the store made for it. */
export const operatorPermissions = ['plans:manage'] as const;

export type Permission = (typeof permissions)[number] | (typeof operatorPermissions)[number];

export const grantable = [...permissions, ...operatorPermissions] as const;

export const roles = ['owner', 'member', 'viewer'] as const;

export type Role = (typeof roles)[number];

const viewer: readonly Permission[] = permissions.filter(
  each => each.endsWith(':read') || each === 'chat:write',
);
const member: readonly Permission[] = permissions.filter(
  each => viewer.includes(each) || each.endsWith(':write'),
);

const permissionsByRole: Record<Role, readonly Permission[]> = { owner: permissions, member, viewer };

export const isPermission = (value: string): value is Permission =>
  (grantable as readonly string[]).includes(value);

export const isOperatorPermission = (value: string): boolean =>
  (operatorPermissions as readonly string[]).includes(value);

/** What a role may do at most; a credential may carry less. */
export const permissionsOf = (role: Role): readonly Permission[] => permissionsByRole[role];

/** For routes about the caller alone: whoever is signed in may use them, with any scopes. */
export const SELF = 'self';

export const isKnownPermission = (value: string): boolean => value === SELF || isPermission(value);

/** Whether `scopes` let their bearer use a route that needs `permission`. */
export const isAllowed = (scopes: readonly string[], permission: string): boolean =>
  permission === SELF || scopes.includes(permission);
