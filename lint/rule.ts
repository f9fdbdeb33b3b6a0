/** The little of the linter's plugin interface that our rules use. */
export interface Rule {
  meta: { docs: { description: string } };
  create(context: RuleContext): Record<string, (node: any) => void>;
}

export interface RuleContext {
  report(finding: { node: unknown; message: string }): void;
}
