import { expect, test } from 'vitest';
import { looksLikeMail } from './looks-like-mail.ts';

const typed =
  'Date: Tue, 29 Jul 2025\nFrom: a@quay.example\nTo: b@quay.example\nSubject: Ferries\n\nThey run.';

test('a message is known by headers that mail programs write', () => {
  expect(looksLikeMail(`Message-ID: <1@quay.example>\n${typed}`)).toBe(true);
  expect(looksLikeMail(`Message-ID: <1@quay.example>\nThey run.\n${typed}`)).toBe(false);
});

test('headers that people may have typed make a message only of a file that is called one', () => {
  expect(looksLikeMail(typed)).toBe(false);
  expect(looksLikeMail(typed, '.eml')).toBe(true);
  expect(looksLikeMail('Note: a list\nfollows here\n', '.eml')).toBe(false);
});
