import { useQuery } from '@tanstack/react-query';
import { PageSection } from '#app/page-frame.tsx';
import { getPlan } from '#api/usage.ts';
import { nameOfUser } from '#session/name-of-user.ts';
import { useSession } from '#session/use-session.ts';
import { useSettingText } from './setting-words.ts';

export function Workspace() {
  const words = useSettingText();
  const session = useSession();
  const { data: plan } = useQuery({ queryKey: ['plan'], queryFn: ({ signal }) => getPlan(signal) });
  return (
    <PageSection title={words.workspace}>
      <div className="rounded-xl border bg-surface px-4 py-3.5 text-sm leading-6">
        <p className="font-medium">{session.tenant.name}</p>
        <p className="text-muted">{words.you(nameOfUser(session), words.roles[session.role])}</p>
        {plan && <p className="text-muted">{words.plan(plan.name)}</p>}
      </div>
    </PageSection>
  );
}
