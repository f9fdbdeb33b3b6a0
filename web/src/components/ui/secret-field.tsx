import { Check, Copy } from 'lucide-react';
import { useState } from 'react';
import { useText } from '#language/language.tsx';
import { Button } from './button.tsx';
import { Input } from './input.tsx';

/** Something that is shown once and to be taken along: selected by a click, copied by a button. */
export function SecretField({ label, value }: { label: string; value: string }) {
  const text = useText();
  const [isCopied, setCopied] = useState(false);
  const copy = () => {
    navigator.clipboard.writeText(value).then(
      () => setCopied(true),
      // Without the right to the clipboard the text is selected, for the keyboard to copy.
      () => setCopied(false),
    );
  };
  return (
    <div className="flex gap-2">
      <Input
        readOnly
        aria-label={label}
        value={value}
        spellCheck={false}
        onFocus={event => event.target.select()}
        className="font-mono text-xs"
      />
      <Button className="h-10" onClick={copy}>
        {isCopied ? <Check /> : <Copy />} <span aria-live="polite">{isCopied ? text.copied : text.copy}</span>
      </Button>
    </div>
  );
}
