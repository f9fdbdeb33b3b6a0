import { hasPicture } from '#api/documents.ts';
import { Tabs } from '#components/ui/tabs.tsx';
import { useText } from '#language/language.tsx';
import { useGo, usePlace } from '#workspace/place.ts';
import type { Document } from '#api/documents.ts';
import type { View } from '#workspace/place.ts';

/** The page as it looks, as it was read, or what is known of the document. */
export function SourceTabs({ document, isDetails }: { document: Document; isDetails: boolean }) {
  const text = useText();
  const go = useGo();
  const { view } = usePlace();
  const looks = hasPicture(document);
  const tabs: { value: View; name: string }[] = [];
  if (looks) tabs.push({ value: 'page', name: text.viewPage });
  if (document.status === 'ready') tabs.push({ value: 'text', name: text.viewText });
  tabs.push({ value: 'details', name: text.viewDetails });
  const shown = isDetails ? 'details' : looks && view !== 'text' ? 'page' : 'text';
  return (
    <Tabs
      label={text.view}
      value={shown}
      onChange={value => go({ view: value === 'page' ? undefined : value }, { replace: true })}
      tabs={tabs}
      className="mx-4 my-2"
    />
  );
}
