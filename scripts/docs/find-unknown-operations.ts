/**
 * Whatever pages call by method and path, such as `GET /audit`, and no operation is called; paths may leave out `/api/v1`.
 * What speaks OpenAI's interface under `/v1` is described by others.
 */
export function findUnknownOperations(markdown: string, known: ReadonlySet<string>): string[] {
  const named = [
    ...markdown.matchAll(/\b(?<method>GET|POST|PUT|PATCH|DELETE|HEAD) (?<path>\/[\w/{}.:-]*[\w}])/g),
  ];
  return named
    .filter(match => !match.groups!['path']!.startsWith('/v1/'))
    .map(
      match =>
        [match.groups!['method']!, match.groups!['path']!.replace(/\{[^}]+\}|\b[A-Z]+\b/g, '{}')] as const,
    )
    .filter(([method, path]) => !known.has(`${method} ${path}`) && !known.has(`${method} /api/v1${path}`))
    .map(([method, path]) => `${method} ${path}`);
}
