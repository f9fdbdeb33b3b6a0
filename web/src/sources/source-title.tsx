import { X } from 'lucide-react';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';

export function SourceTitle({ title, onClose }: { title: string; onClose: () => void }) {
  const text = useText();
  return (
    <div className="flex h-14 shrink-0 items-center gap-2 border-b pl-4 pr-2.5">
      <h2 title={title} className="min-w-0 grow truncate text-[15px] font-semibold leading-7">
        {title}
      </h2>
      <Button variant="ghost" size="icon-small" aria-label={text.close} onClick={onClose}>
        <X />
      </Button>
    </div>
  );
}
