import { ArrowUp, Square } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { classNames } from '#components/class-names.ts';
import { Button } from '#components/ui/button.tsx';
import { ErrorNotice } from '#language/error-notice.tsx';
import { useText } from '#language/language.tsx';
import { ScopeChips } from './scope-chips.tsx';
import { useAsk } from './use-ask.ts';
import type { KeyboardEvent } from 'react';

export function Composer() {
  const text = useText();
  const ask = useAsk();
  const [draft, setDraft] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useFocusBySlash(field);

  const canSend = draft.trim() !== '' && !ask.isRunning && !ask.obstacle;
  const send = async () => {
    if (!canSend) return;
    setDraft('');
    // What was not taken comes back, so that nobody types it twice.
    if (!(await ask.send(draft.trim()))) setDraft(draft);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    void send();
  };
  return (
    <div className="shrink-0 px-3 pb-3 sm:px-4">
      <div className="mx-auto max-w-3xl">
        {ask.error && <ErrorNotice error={ask.error} title={text.askFailed} className="mb-2" />}
        <div
          className={classNames(
            'rounded-2xl border border-border-strong bg-surface transition-colors focus-within:border-accent',
            ask.obstacle && 'bg-sunken',
          )}
        >
          <ScopeChips />
          <textarea
            ref={field}
            value={draft}
            onChange={event => setDraft(event.target.value)}
            onKeyDown={onKeyDown}
            disabled={ask.obstacle !== null}
            rows={1}
            placeholder={ask.obstacle ?? text.askPlaceholder}
            aria-label={text.question}
            aria-describedby="composer-hint"
            className="block max-h-48 min-h-12 w-full resize-none bg-transparent px-4 pb-1 pt-3 text-[15px] leading-6 outline-none [field-sizing:content] placeholder:text-muted"
          />
          <div className="flex items-center justify-between gap-3 pb-2 pl-4 pr-2">
            <ScopeLine obstacle={ask.obstacle} count={ask.count} />
            <SendOrStop ask={ask} canSend={canSend} onSend={() => void send()} />
          </div>
        </div>
      </div>
    </div>
  );
}

function ScopeLine({ obstacle, count }: { obstacle: string | null; count: number }) {
  const text = useText();
  return (
    <p id="composer-hint" className="min-w-0 truncate text-xs leading-6 text-muted">
      {obstacle ? <span className="sr-only">{obstacle}</span> : text.chattingWith(count)}
      <span className="max-md:hidden">
        {!obstacle && ' · '}
        {text.keysHint}
      </span>
    </p>
  );
}

interface SendOrStopProps {
  ask: ReturnType<typeof useAsk>;
  canSend: boolean;
  onSend: () => void;
}

function SendOrStop({ ask, canSend, onSend }: SendOrStopProps) {
  const text = useText();
  if (ask.isRunning) {
    return (
      <Button
        variant="primary"
        size="icon"
        className="rounded-full"
        aria-label={text.stop}
        onClick={ask.stop}
      >
        <Square className="size-3.5 fill-current" />
      </Button>
    );
  }
  return (
    <Button
      variant="primary"
      size="icon"
      className="rounded-full"
      aria-label={text.send}
      disabled={!canSend}
      onClick={onSend}
    >
      <ArrowUp />
    </Button>
  );
}

function useFocusBySlash(field: React.RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const focus = (event: globalThis.KeyboardEvent) => {
      const isTyping = (event.target as HTMLElement).closest('input, textarea, [role=menu], [role=dialog]');
      if (event.key !== '/' || isTyping || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      field.current?.focus();
    };
    window.addEventListener('keydown', focus);
    return () => window.removeEventListener('keydown', focus);
  }, [field]);
}
