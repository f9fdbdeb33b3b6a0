import { ChevronsUpDown, SquarePen, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { AlertDialog } from '#components/ui/alert-dialog.tsx';
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
import { useText } from '#language/language.tsx';
import { useGo, usePlace } from '#workspace/place.ts';
import { useConversations, useDeleteConversation } from './use-messages.ts';

export function ConversationBar() {
  const text = useText();
  const go = useGo();
  const { chat } = usePlace();
  return (
    <div className="flex h-14 shrink-0 items-center justify-between gap-2 border-b px-3">
      <ConversationMenu />
      <Button
        variant="ghost"
        size="small"
        disabled={chat === undefined}
        onClick={() => go({ chat: undefined, area: 'chat' })}
      >
        <SquarePen /> {text.newChat}
      </Button>
    </div>
  );
}

function ConversationMenu() {
  const text = useText();
  const go = useGo();
  const { chat } = usePlace();
  const conversations = useConversations().data?.items ?? [];
  const [isAsking, setAsking] = useState(false);
  const current = conversations.find(conversation => conversation.id === chat);
  const title = chat === undefined ? text.newChat : current?.title || text.untitledChat;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button
            variant="ghost"
            size="small"
            aria-label={`${text.conversations}: ${title}`}
            className="-ml-1 min-w-0 shrink px-2 text-[15px] font-semibold text-foreground"
          >
            <span className="truncate leading-7">{title}</span>
            <ChevronsUpDown className="size-3.5 text-muted" />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start" className="w-80">
          <DropdownMenuLabel>
            {conversations.length === 0 ? text.noConversations : text.conversations}
          </DropdownMenuLabel>
          <DropdownMenuRadioGroup value={chat ?? ''} onValueChange={id => go({ chat: id })}>
            {conversations.map(conversation => (
              <DropdownMenuRadioItem key={conversation.id} value={conversation.id}>
                <span className="truncate leading-6">{conversation.title || text.untitledChat}</span>
              </DropdownMenuRadioItem>
            ))}
          </DropdownMenuRadioGroup>
          {chat !== undefined && (
            <>
              <DropdownMenuSeparator />
              <DropdownMenuItem danger onSelect={() => setAsking(true)}>
                <Trash2 /> {text.deleteChat}
              </DropdownMenuItem>
            </>
          )}
        </DropdownMenuContent>
      </DropdownMenu>
      {chat !== undefined && <DeleteQuestion chat={chat} open={isAsking} onOpenChange={setAsking} />}
    </>
  );
}

interface DeleteQuestionProps {
  chat: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

function DeleteQuestion({ chat, open, onOpenChange }: DeleteQuestionProps) {
  const text = useText();
  const go = useGo();
  const remove = useDeleteConversation();
  const confirm = () => remove.mutate(chat, { onSuccess: () => go({ chat: undefined }, { replace: true }) });
  return (
    <AlertDialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.deleteChatTitle}
      description={text.deleteChatExplain}
      cancelLabel={text.cancel}
      confirmLabel={text.delete}
      onConfirm={confirm}
    />
  );
}
