import { useEffect } from 'react';
import { usePlace } from '#workspace/place.ts';
import { ChatBody } from './chat-body.tsx';
import { Composer } from './composer.tsx';
import { ConversationBar } from './conversation-bar.tsx';
import { KeylessBanner } from './keyless-banner.tsx';
import { useMessages } from './use-messages.ts';
import { useRun, useRuns } from './use-runs.ts';

export function ChatPanel() {
  const { chat } = usePlace();
  useArrival(chat);
  useResume(chat);
  useStopByEscape(chat);
  return (
    <>
      <ConversationBar />
      <KeylessBanner />
      <ChatBody />
      <Composer />
    </>
  );
}

/** A first question is shown as "new" until the address names its conversation. */
function useArrival(chat: string | undefined): void {
  const runs = useRuns();
  useEffect(() => {
    if (chat !== undefined) runs.forgetUnasked();
  }, [chat, runs]);
}

/** After a reload the answer goes on where it stands: the server never stopped writing it. */
function useResume(chat: string | undefined): void {
  const runs = useRuns();
  const { data: messages } = useMessages(chat);
  useEffect(() => {
    const index = messages?.findIndex(message => message.status === 'streaming') ?? -1;
    const message = messages?.[index];
    if (message) runs.resume(message, messages?.[index - 1]?.text ?? '');
  }, [messages, runs]);
}

function useStopByEscape(chat: string | undefined): void {
  const runs = useRuns();
  const isRunning = useRun(chat) !== undefined;
  useEffect(() => {
    if (!isRunning) return;
    const stop = (event: KeyboardEvent) => {
      // A menu or card that Escape has just closed has had its use of the key.
      if (event.key === 'Escape' && !event.defaultPrevented) runs.stop(chat);
    };
    window.addEventListener('keydown', stop);
    return () => window.removeEventListener('keydown', stop);
  }, [chat, isRunning, runs]);
}
