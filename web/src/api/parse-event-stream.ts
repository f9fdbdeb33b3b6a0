export interface StreamEvent {
  id: string | null;
  type: string;
  data: string;
}

/**
 * Cuts a Server-Sent Events stream into events as its text arrives, in pieces of any size.
 * Comments (heartbeats) and events without data are dropped. Source: HTML Standard, 9.2.6 "Interpreting an event stream".
 */
export function createEventParser(onEvent: (event: StreamEvent) => void): (text: string) => void {
  let rest = '';
  let lines: string[] = [];
  return text => {
    rest += text;
    // A carriage return at the very end may be the first half of CRLF: leave it until its other half is known.
    const complete = rest.endsWith('\r') ? rest.slice(0, -1) : rest;
    const found = complete.split(/\r\n|\n|\r/);
    rest = (found.pop() ?? '') + rest.slice(complete.length);
    for (const line of found) {
      if (line !== '') lines.push(line);
      else {
        const event = readEvent(lines);
        lines = [];
        if (event) onEvent(event);
      }
    }
  };
}

function readEvent(lines: string[]): StreamEvent | null {
  const data: string[] = [];
  let type = 'message';
  let id: string | null = null;
  for (const line of lines) {
    const [field, value] = readField(line);
    if (field === 'data') data.push(value);
    else if (field === 'event') type = value;
    else if (field === 'id') id = value;
  }
  return data.length === 0 ? null : { id, type, data: data.join('\n') };
}

function readField(line: string): [string, string] {
  const colon = line.indexOf(':');
  if (colon === -1) return [line, ''];
  const value = line.slice(colon + 1);
  return [line.slice(0, colon), value.startsWith(' ') ? value.slice(1) : value];
}
