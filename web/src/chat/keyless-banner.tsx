import { useQuery } from '@tanstack/react-query';
import { Quote, X } from 'lucide-react';
import { useState } from 'react';
import { findHealth } from '#api/health.ts';
import { readPreference, storePreference } from '#components/preferences.ts';
import { classNames } from '#components/class-names.ts';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { usePlace } from '#workspace/place.ts';

const preference = 'keyless-banner';

/** Says once what works without a model. Each keyless answer is labelled besides, dismissed or not. */
export function KeylessBanner() {
  const text = useText();
  const { chat } = usePlace();
  const [isDismissed, setDismissed] = useState(() => readPreference(preference) === 'dismissed');
  const { data: health } = useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => findHealth(signal),
    staleTime: 60_000,
  });
  if (isDismissed || health?.providers.language_model !== null) return null;
  const dismiss = () => {
    storePreference(preference, 'dismissed');
    setDismissed(true);
  };
  return (
    <div
      className={classNames(
        'flex shrink-0 items-start gap-2.5 border-b bg-warning-soft/60 py-2 pl-4 pr-2 text-[13px] leading-6',
        // On a narrow screen the answers need the room, and each says it of itself.
        chat !== undefined && 'max-lg:hidden',
      )}
    >
      <Quote className="mt-1 size-4 shrink-0 text-warning" aria-hidden />
      <p className="grow">
        <strong className="font-semibold">{text.keylessTitle}</strong> {text.keylessExplain}
      </p>
      <Button
        variant="ghost"
        size="icon-small"
        className="-my-0.5"
        aria-label={text.dismiss}
        onClick={dismiss}
      >
        <X />
      </Button>
    </div>
  );
}
