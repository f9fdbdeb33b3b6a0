import iconv from 'iconv-lite';
import { expect, test } from 'vitest';
import { detectEncoding } from './detect-encoding.ts';

const texts: [string, string][] = [
  ['utf-8', 'Straße, naïve, 東京, กรุงเทพ'],
  ['utf-16le', 'plain words without a mark in front'],
  ['utf-16be', 'plain words without a mark in front'],
  ['windows-874', 'สวัสดีครับ นี่คือเอกสารทดสอบภาษาไทยสำหรับตรวจสอบการเข้ารหัส'],
  ['Shift_JIS', 'これは日本語のテスト文書です。文字コードを調べます。'],
  ['GB18030', '这是一个中文测试文档，用于检查编码。我们需要足够多的文字。'],
  ['Big5', '這是一個中文測試文檔，用於檢查編碼。'],
  ['EUC-KR', '이것은 한국어 시험 문서입니다. 글자 코드를 확인합니다.'],
  ['windows-1252', 'Das ist ein schöner Tag für die Prüfung, größer als gestern.'],
  ['windows-1251', 'Это тестовый документ на русском языке для проверки кодировки.'],
];

test.each(texts)('text in %s is read as it was written', (encoding, text) => {
  const bytes = iconv.encode(text, encoding);
  expect(iconv.decode(bytes, detectEncoding(bytes)!)).toBe(text);
});

test('bytes that are no text have no encoding', () => {
  expect(detectEncoding(Buffer.from([0, 1, 2, 3, 4, 5, 255, 0, 7]))).toBeUndefined();
});
