import { Link, useRouterState } from '@tanstack/react-router';
import { Menu } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { useText } from '#language/language.tsx';
import { useSession } from '#session/use-session.ts';
import type { Dictionary } from '#language/english.ts';

type PageName = keyof Dictionary['pageNames'];

const pages: { to: string; name: PageName; scope: string }[] = [
  { to: '/', name: 'workspace', scope: 'libraries:read' },
  { to: '/transcripts', name: 'transcripts', scope: 'transcripts:read' },
  { to: '/live', name: 'live', scope: 'features:read' },
  { to: '/usage', name: 'usage', scope: 'usage:read' },
  { to: '/jobs', name: 'jobs', scope: 'documents:read' },
  { to: '/settings', name: 'settings', scope: 'libraries:read' },
];

/** The pages this person may open: beside the logo, or in a menu where there is no room. */
export function MainNavigation() {
  const text = useText();
  const { scopes } = useSession();
  const path = useRouterState({ select: state => state.location.pathname });
  const shown = pages.filter(page => scopes.includes(page.scope));
  return (
    <>
      <nav aria-label={text.pagesOfQuarry} className="hidden items-center gap-0.5 lg:flex">
        {shown.map(({ to, name }) => (
          <Link
            key={to}
            to={to}
            aria-current={path === to ? 'page' : undefined}
            className="rounded-lg px-2.5 py-1.5 text-[13px] font-medium leading-5 text-muted hover:bg-sunken hover:text-foreground aria-[current=page]:bg-sunken aria-[current=page]:text-foreground"
          >
            {text.pageNames[name]}
          </Link>
        ))}
      </nav>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon" className="-ml-1.5 lg:hidden" aria-label={text.pagesOfQuarry}>
            <Menu />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          {shown.map(({ to, name }) => (
            <DropdownMenuItem key={to} asChild>
              <Link
                to={to}
                aria-current={path === to ? 'page' : undefined}
                className="aria-[current=page]:font-semibold"
              >
                {text.pageNames[name]}
              </Link>
            </DropdownMenuItem>
          ))}
        </DropdownMenuContent>
      </DropdownMenu>
    </>
  );
}
