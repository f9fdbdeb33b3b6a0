import { AlertDialog as Primitive } from 'radix-ui';
import { Button } from './button.tsx';
import { dialogStyles, overlayStyles } from './dialog.tsx';
import type { ReactNode } from 'react';

interface AlertDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: ReactNode;
  cancelLabel: string;
  confirmLabel: string;
  onConfirm: () => void;
}

/** Asks before something is lost. */
export function AlertDialog(props: AlertDialogProps) {
  return (
    <Primitive.Root open={props.open} onOpenChange={props.onOpenChange}>
      <Primitive.Portal>
        <Primitive.Overlay className={overlayStyles} />
        <Primitive.Content className={dialogStyles}>
          <Primitive.Title className="text-base font-semibold">{props.title}</Primitive.Title>
          <Primitive.Description className="mt-2 text-sm leading-6 text-muted [overflow-wrap:anywhere]">
            {props.description}
          </Primitive.Description>
          <div className="mt-5 flex justify-end gap-2">
            <Primitive.Cancel asChild>
              <Button>{props.cancelLabel}</Button>
            </Primitive.Cancel>
            <Primitive.Action asChild onClick={props.onConfirm}>
              <Button variant="danger">{props.confirmLabel}</Button>
            </Primitive.Action>
          </div>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  );
}
