import { classNames } from '#components/class-names.ts';

interface TabsProps<Value extends string> {
  label: string;
  value: Value;
  onChange: (value: Value) => void;
  tabs: { value: Value; name: string }[];
  className?: string;
}

/** One of a few views; all of them in sight, so that a group of pressed buttons says it best. */
export function Tabs<Value extends string>({ label, value, onChange, tabs, className }: TabsProps<Value>) {
  return (
    <div
      role="group"
      aria-label={label}
      className={classNames(
        'flex w-fit max-w-full shrink-0 gap-0.5 overflow-x-auto rounded-lg bg-sunken p-0.5',
        className,
      )}
    >
      {tabs.map(tab => (
        <button
          key={tab.value}
          type="button"
          aria-pressed={tab.value === value}
          onClick={() => onChange(tab.value)}
          className="h-8 shrink-0 rounded-md px-3 text-[13px] font-medium leading-5 text-muted aria-pressed:bg-surface aria-pressed:text-foreground aria-pressed:shadow-sm"
        >
          {tab.name}
        </button>
      ))}
    </div>
  );
}
