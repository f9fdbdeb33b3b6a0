import { PageFrame } from '#app/page-frame.tsx';
import { useSession } from '#session/use-session.ts';
import { ApiKeys } from './api-keys.tsx';
import { Members } from './members.tsx';
import { Models } from './models.tsx';
import { useSettingText } from './setting-words.ts';
import { SharedLinks } from './shared-links.tsx';
import { Workspace } from './workspace.tsx';

export default function SettingsPage() {
  const words = useSettingText();
  const { scopes } = useSession();
  const may = (scope: string) => scopes.includes(scope);
  return (
    <PageFrame title={words.title}>
      <Workspace />
      {may('members:manage') && <Models />}
      {may('keys:manage') && <ApiKeys />}
      {may('members:manage') && <Members />}
      {may('shares:write') && <SharedLinks />}
    </PageFrame>
  );
}
