/** BEGIN with the settings of this transaction: two statements in the simple protocol, which takes no parameters. */
export function openingStatement(settings: Record<string, string>): string {
  const set = Object.entries(settings).map(
    ([name, value]) => `set_config(${quote(name)}, ${quote(value)}, true)`,
  );
  return `begin; select ${set.join(', ')}`;
}

/** Names of settings, ids and numbers: nothing that would need more than its quotes. */
function quote(value: string): string {
  if (!/^[\w.-]*$/.test(value)) throw new TypeError(`not a plain value: ${value}`);
  return `'${value}'`;
}
