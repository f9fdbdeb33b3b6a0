import { Button } from '#components/ui/button.tsx';
import { Dialog } from '#components/ui/dialog.tsx';
import { Input } from '#components/ui/input.tsx';
import { describeError } from '#language/describe-error.ts';
import { useText } from '#language/language.tsx';
import { useRenameConversation } from './use-conversations.ts';
import type { SubmitEvent } from 'react';
import type { Conversation } from '#api/conversations.ts';

interface RenameDialogProps {
  conversation: Conversation;
  open: boolean;
  onOpenChange: (open: boolean) => void;
}

export function RenameDialog({ conversation, open, onOpenChange }: RenameDialogProps) {
  const text = useText();
  const rename = useRenameConversation();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const title = new FormData(event.currentTarget).get('title');
    if (typeof title === 'string' && title.trim() !== '')
      rename.mutate({ conversation, title: title.trim() }, { onSuccess: () => onOpenChange(false) });
  };
  return (
    <Dialog
      open={open}
      onOpenChange={onOpenChange}
      title={text.renameChat}
      description={text.renameChatExplain}
    >
      <form onSubmit={submit} className="mt-4">
        <label htmlFor="chat-title" className="text-sm font-medium">
          {text.chatTitle}
        </label>
        <Input
          id="chat-title"
          name="title"
          required
          maxLength={200}
          autoComplete="off"
          defaultValue={conversation.title ?? ''}
          className="mt-1.5"
        />
        {rename.error && (
          <p role="alert" className="mt-2 text-sm leading-6 text-danger">
            {describeError(rename.error, text).message}
          </p>
        )}
        <div className="mt-5 flex justify-end gap-2">
          <Button onClick={() => onOpenChange(false)}>{text.cancel}</Button>
          <Button type="submit" variant="primary" disabled={rename.isPending}>
            {text.save}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
