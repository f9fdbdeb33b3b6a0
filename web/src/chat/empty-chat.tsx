import { useScope } from '#documents/use-scope.ts';
import { Logo } from '#components/logo.tsx';
import { Button } from '#components/ui/button.tsx';
import { useText } from '#language/language.tsx';
import { useGo } from '#workspace/place.ts';
import { useAsk } from './use-ask.ts';

export function EmptyChat() {
  const text = useText();
  const { obstacle } = useScope();
  const go = useGo();
  const ask = useAsk();
  return (
    <div className="mx-auto flex max-w-md flex-col items-center px-6 py-8 text-center lg:py-[12vh]">
      <Logo className="size-11" />
      <h2 className="mt-5 text-lg font-semibold leading-8">{text.emptyChat}</h2>
      <p className="mt-1 text-sm leading-6 text-muted">
        {obstacle === 'none-ready' ? text.emptyChatNoDocuments : text.emptyChatNext}
      </p>
      {obstacle === 'none-ready' && (
        <Button variant="primary" className="mt-6 lg:hidden" onClick={() => go({ area: 'documents' })}>
          {text.addDocuments}
        </Button>
      )}
      {obstacle === null && !ask.obstacle && (
        <ul className="mt-7 flex w-full flex-col gap-2">
          {text.suggestions.map(suggestion => (
            <li key={suggestion}>
              <Button
                className="h-auto min-h-11 w-full justify-start whitespace-normal px-4 py-2.5 text-left font-normal leading-6"
                onClick={() => void ask.send(suggestion)}
              >
                {suggestion}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
