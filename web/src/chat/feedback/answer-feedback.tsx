import { ThumbsDown, ThumbsUp } from 'lucide-react';
import { useState } from 'react';
import { classNames } from '#components/class-names.ts';
import { Button } from '#components/ui/button.tsx';
import { Input } from '#components/ui/input.tsx';
import { useText } from '#language/language.tsx';
import { useRateAnswer } from './use-feedback.ts';
import type { SubmitEvent } from 'react';
import type { Feedback, Message } from '#api/conversations.ts';

/** Thumbs up and down; pressing the same again takes it back. Who has just judged may say why. */
export function AnswerFeedback({ message }: { message: Message }) {
  const text = useText();
  const rate = useRateAnswer();
  const [isExplaining, setExplaining] = useState(false);
  const feedback = message.feedback ?? null;
  const choose = (rating: Feedback['rating']) => {
    const isSame = feedback?.rating === rating;
    setExplaining(!isSame);
    rate.mutate({ messageId: message.id, feedback: isSame ? null : { rating, comment: null } });
  };
  const explain = (comment: string) => {
    setExplaining(false);
    if (feedback && comment) rate.mutate({ messageId: message.id, feedback: { ...feedback, comment } });
  };
  const button = (rating: Feedback['rating'], label: string, Icon: typeof ThumbsUp) => (
    <Button
      variant="ghost"
      size="icon-small"
      aria-label={label}
      aria-pressed={feedback?.rating === rating}
      className={classNames(feedback?.rating === rating && 'bg-accent-soft text-accent-strong')}
      onClick={() => choose(rating)}
    >
      <Icon />
    </Button>
  );
  return (
    <>
      <span className="flex">
        {button('up', text.goodAnswer, ThumbsUp)}
        {button('down', text.badAnswer, ThumbsDown)}
      </span>
      {feedback && isExplaining && <Explanation onSubmit={explain} />}
    </>
  );
}

function Explanation({ onSubmit }: { onSubmit: (comment: string) => void }) {
  const text = useText();
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault();
    const comment = new FormData(event.currentTarget).get('comment');
    onSubmit(typeof comment === 'string' ? comment.trim() : '');
  };
  return (
    <form onSubmit={submit} className="basis-full">
      <div className="flex max-w-xl gap-2">
        <Input
          name="comment"
          maxLength={2000}
          autoComplete="off"
          autoFocus
          placeholder={text.whyFeedback}
          aria-label={text.whyFeedback}
          className="h-9"
        />
        <Button type="submit">{text.send}</Button>
      </div>
      <p className="mt-1 text-xs leading-5 text-muted">{text.feedbackKept}</p>
    </form>
  );
}
