import { expect, test } from 'vitest';
import { nameOfUser } from './name-of-user.ts';

const tenant = { id: '1', name: 'My workspace' };
const nameOf = (name: string) => nameOfUser({ user: { id: '2', email: 'ada@example.test', name }, tenant });

test('a person is called by the name, and by the address where there is none of their own', () => {
  expect(nameOf('Ada')).toBe('Ada');
  expect(nameOf('')).toBe('ada@example.test');
  expect(nameOf('My workspace')).toBe('ada@example.test');
});
