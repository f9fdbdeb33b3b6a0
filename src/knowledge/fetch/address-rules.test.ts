import { expect, test } from 'vitest';
import { isAllowedAddress, makeList } from './address-rules.ts';
import { parseSourceUrl } from './parse-source-url.ts';

const none = makeList([]);

test.each([
  '127.0.0.1',
  '127.8.9.10',
  '0.0.0.0',
  '10.1.2.3',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '169.254.169.254',
  '100.64.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '192.0.0.192',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:169.254.169.254',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b::7f00:1',
  '64:ff9b:1::808:808',
  '2002:7f00:1::',
  '2001::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
  '100::1',
  '2001:db8::1',
  'localhost',
  '',
])('%s is not connected to', address => {
  expect(isAllowedAddress(address, none)).toBe(false);
});

test.each(['8.8.8.8', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '::ffff:8.8.8.8', '64:ff9b::808:808'])(
  '%s is on the public internet',
  address => expect(isAllowedAddress(address, none)).toBe(true),
);

test('an operator may allow networks of their own, but never the metadata service', () => {
  const allowed = makeList(['10.0.0.0/8', 'fd00::/8', '169.254.0.0/16']);
  for (const address of ['10.1.2.3', '::ffff:10.1.2.3', 'fd12::1', '169.254.1.1'])
    expect(isAllowedAddress(address, allowed)).toBe(true);
  for (const address of ['192.168.0.1', '169.254.169.254', 'fd00:ec2::254'])
    expect(isAllowedAddress(address, allowed)).toBe(false);
  expect(() => makeList(['10.0.0.0/33'])).toThrow('10.0.0.0/33');
});

test.each([
  ['http://2130706433/', '127.0.0.1'],
  ['http://0x7f.1/', '127.0.0.1'],
  ['http://0177.0.0.1/', '127.0.0.1'],
  ['http://127.1/', '127.0.0.1'],
  ['http://１２７.０.０.１/', '127.0.0.1'],
  ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
])('%s is seen through', (written, address) => {
  const { hostname } = parseSourceUrl(written);
  expect(hostname).toBe(address);
  expect(isAllowedAddress(hostname, none)).toBe(false);
});

test.each([
  ['file:///etc/passwd', 'http'],
  ['ftp://example.com/', 'http'],
  ['gopher://example.com/', 'http'],
  ['javascript:alert(1)', 'http'],
  ['https://ada:secret@example.com/', 'name or password'],
  ['http://example.com:22/', 'port'],
  ['not an address', 'address'],
])('%s is refused', (written, word) => {
  expect(() => parseSourceUrl(written)).toThrow(word);
});
