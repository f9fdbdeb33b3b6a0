import { expect, test } from 'vitest';
import { SELF, isAllowed, isKnownPermission, permissions, permissionsOf } from './permissions.ts';

test('an owner may everything', () => {
  expect(permissionsOf('owner')).toEqual(permissions);
});

test('a member reads and writes, but manages nobody', () => {
  expect(permissionsOf('member')).toEqual(permissions.filter(each => !each.endsWith(':manage')));
});

test('a viewer reads and asks', () => {
  expect(permissionsOf('viewer').toSorted()).toEqual(
    [
      'chat:read',
      'chat:write',
      'documents:read',
      'features:read',
      'insights:read',
      'libraries:read',
      'search:read',
      'shares:read',
      'transcripts:read',
      'usage:read',
    ].toSorted(),
  );
});

test('whoever is signed in may use what concerns themselves, with no scope at all', () => {
  expect(isAllowed([], SELF)).toBe(true);
  expect(isAllowed([], 'libraries:read')).toBe(false);
});

test('a permission that does not exist is known as such', () => {
  expect(isKnownPermission('libraries:read')).toBe(true);
  expect(isKnownPermission('libraries:raed')).toBe(false);
});
