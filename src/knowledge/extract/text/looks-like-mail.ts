const headerLine = /^[\x21-\x39\x3b-\x7e]{1,80}:(?:[ \t].*)?$/;
const telling = new Set(
  'from to subject date message-id mime-version received return-path delivered-to content-type reply-to cc'.split(
    ' ',
  ),
);

/**
 * True when a text begins as a message does: header lines only, three of them such as mail programs write. A file that
 * is called a message needs two, and none that only machines write.
 */
export function looksLikeMail(sample: string, extension = ''): boolean {
  const names: string[] = [];
  // Mailboxes put a line of their own before each message.
  for (const line of sample.replace(/^\ufeff?(?:From .*\r?\n)?/, '').split(/\r?\n/, 300)) {
    if (line === '') break;
    if (/^[ \t]/.test(line) && names.length > 0) continue;
    if (!headerLine.test(line)) return false;
    names.push(line.slice(0, line.indexOf(':')).toLowerCase());
  }
  const isMachineMade = names.some(name =>
    ['message-id', 'mime-version', 'received', 'return-path'].includes(name),
  );
  const found = new Set(names.filter(name => telling.has(name))).size;
  return extension === '.eml' ? found >= 2 : isMachineMade && found >= 3;
}
