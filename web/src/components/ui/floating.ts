/** The one look of everything that floats above the page: menus, cards, hints. */
export const floatingStyles =
  'z-50 rounded-xl border border-border bg-float text-foreground shadow-float outline-none data-[state=open]:animate-appear';
