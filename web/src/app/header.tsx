import { LogOut, Monitor, Moon, Sun } from 'lucide-react';
import { classNames } from '#components/class-names.ts';
import { Logo } from '#components/logo.tsx';
import { useTheme } from '#components/use-theme.ts';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuLabel,
  DropdownMenuRadioGroup,
  DropdownMenuRadioItem,
  DropdownMenuSeparator,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { useLanguage, useText } from '#language/language.tsx';
import { nameOfUser } from '#session/name-of-user.ts';
import { useSession, useSignOut } from '#session/use-session.ts';
import { UsageLeft } from '#usage/usage-left.tsx';
import { MainNavigation } from './main-navigation.tsx';
import type { Theme } from '#components/use-theme.ts';

export function Header() {
  const session = useSession();
  return (
    <header className="flex h-14 shrink-0 items-center gap-2.5 border-b bg-surface px-3 lg:border-0 lg:bg-transparent lg:px-4">
      <Logo className="max-lg:hidden" />
      <span className="text-[15px] font-semibold tracking-tight max-lg:hidden">Quarry</span>
      <span aria-hidden="true" className="text-border-strong max-lg:hidden">
        /
      </span>
      <span className="min-w-0 truncate text-sm leading-7 text-muted max-lg:order-1">
        {session.tenant.name}
      </span>
      <MainNavigation />
      <div className="ml-auto flex items-center gap-1 max-lg:order-2">
        <UsageLeft />
        <LanguageToggle />
        <ThemeMenu />
        <AccountMenu />
      </div>
    </header>
  );
}

function LanguageToggle() {
  const { language, text, setLanguage } = useLanguage();
  return (
    <div role="group" aria-label={text.language} className="flex rounded-lg bg-sunken p-0.5">
      {(['en', 'th'] as const).map(code => (
        <button
          key={code}
          type="button"
          aria-pressed={code === language}
          onClick={() => setLanguage(code)}
          className={classNames(
            'h-7 rounded-md px-2 text-xs font-semibold uppercase text-muted transition-colors',
            code === language && 'bg-surface text-foreground shadow-sm',
          )}
        >
          {code}
        </button>
      ))}
    </div>
  );
}

function ThemeMenu() {
  const text = useText();
  const [theme, setTheme] = useTheme();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <Button variant="ghost" size="icon" aria-label={text.theme}>
          <Sun className="dark:hidden" />
          <Moon className="hidden dark:block" />
        </Button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuRadioGroup value={theme} onValueChange={value => setTheme(value as Theme)}>
          <DropdownMenuRadioItem value="light">
            <Sun /> {text.light}
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="dark">
            <Moon /> {text.dark}
          </DropdownMenuRadioItem>
          <DropdownMenuRadioItem value="system">
            <Monitor /> {text.system}
          </DropdownMenuRadioItem>
        </DropdownMenuRadioGroup>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

function AccountMenu() {
  const text = useText();
  const session = useSession();
  const name = nameOfUser(session);
  const signOut = useSignOut();
  return (
    <DropdownMenu>
      <DropdownMenuTrigger asChild>
        <button
          type="button"
          aria-label={text.account}
          className="ml-1 grid size-8 place-items-center rounded-full bg-accent-soft text-sm font-semibold uppercase text-accent-strong"
        >
          {initialOf(name)}
        </button>
      </DropdownMenuTrigger>
      <DropdownMenuContent>
        <DropdownMenuLabel className="max-w-64">
          <p className="truncate text-sm font-medium leading-6 text-foreground">{name}</p>
          {name !== session.user.email && <p className="truncate leading-5">{session.user.email}</p>}
          <p className="truncate leading-5">{session.tenant.name}</p>
        </DropdownMenuLabel>
        <DropdownMenuSeparator />
        <DropdownMenuItem onSelect={() => signOut.mutate()}>
          <LogOut /> {text.signOut}
        </DropdownMenuItem>
      </DropdownMenuContent>
    </DropdownMenu>
  );
}

/**
 * The first letter as a reader counts letters: Thai vowels and emoji stay with what they belong to. By a pattern, because the
 * browser's own segmenter takes 20 ms to start.
 */
const initialOf = (name: string): string =>
  /^\P{M}(?:\p{M}|\p{Emoji_Modifier}|\u200d\P{M})*/u.exec(name)?.[0] ?? '';
