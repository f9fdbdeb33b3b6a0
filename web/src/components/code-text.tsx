/** Sets what stands between backticks as code, so that commands in sentences can be told apart and copied. */
export function CodeText({ children }: { children: string }) {
  return children.split('`').map((part, index) =>
    index % 2 === 1 ? (
      <code
        key={index}
        className="rounded bg-foreground/8 px-1.5 py-0.5 font-mono text-[0.9em] whitespace-nowrap"
      >
        {part}
      </code>
    ) : (
      part
    ),
  );
}
