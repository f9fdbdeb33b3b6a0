import { Download, Ellipsis, Pencil, Share2, Trash2 } from 'lucide-react';
import { Suspense, useState } from 'react';
import { exportUrl } from '#api/conversations.ts';
import { lazyPart } from '#components/lazy-part.ts';
import { Button } from '#components/ui/button.tsx';
import {
  DropdownMenu,
  DropdownMenuContent,
  DropdownMenuItem,
  DropdownMenuTrigger,
} from '#components/ui/dropdown-menu.tsx';
import { useText } from '#language/language.tsx';
import { useSession } from '#session/use-session.ts';
import { RenameDialog } from './rename-dialog.tsx';
import { useDeleteConversation } from './use-conversations.ts';
import type { Conversation } from '#api/conversations.ts';

const ShareDialog = lazyPart(() => import('#sharing/share-dialog.tsx'));

/** What can be done with the open conversation. Deleting asks nothing: it can be undone. */
export default function ConversationMenu({ conversation }: { conversation: Conversation }) {
  const text = useText();
  const remove = useDeleteConversation();
  const [isRenaming, setRenaming] = useState(false);
  const [isSharing, setSharing] = useState(false);
  const { scopes } = useSession();
  const { id } = conversation;
  return (
    <>
      <DropdownMenu>
        <DropdownMenuTrigger asChild>
          <Button variant="ghost" size="icon-small" aria-label={text.chatMenu}>
            <Ellipsis />
          </Button>
        </DropdownMenuTrigger>
        <DropdownMenuContent align="start">
          <DropdownMenuItem onSelect={() => setRenaming(true)}>
            <Pencil /> {text.renameChat}
          </DropdownMenuItem>
          {scopes.includes('shares:write') && (
            <DropdownMenuItem onSelect={() => setSharing(true)}>
              <Share2 /> {text.shareChat}
            </DropdownMenuItem>
          )}
          <DropdownMenuItem asChild>
            <a href={exportUrl(id)} download>
              <Download /> {text.exportChat}
            </a>
          </DropdownMenuItem>
          <DropdownMenuItem danger onSelect={() => remove.mutate(id)}>
            <Trash2 /> {text.deleteChat}
          </DropdownMenuItem>
        </DropdownMenuContent>
      </DropdownMenu>
      {isSharing && (
        <Suspense>
          <ShareDialog target={{ conversation_id: id }} onClose={() => setSharing(false)} />
        </Suspense>
      )}
      <RenameDialog
        key={conversation.version}
        conversation={conversation}
        open={isRenaming}
        onOpenChange={setRenaming}
      />
    </>
  );
}
