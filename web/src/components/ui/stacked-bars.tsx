import { classNames } from '#components/class-names.ts';

export interface Bar {
  label: string;
  /** In the order of `series`. */
  values: number[];
}

interface StackedBarsProps {
  /** What the picture says, for who does not see it. */
  label: string;
  series: { name: string; fill: string }[];
  bars: Bar[];
  format: (value: number) => string;
}

const width = 720;
const height = 144;

/** Amounts over time. Each bar names itself and its parts on hover and to screen readers. */
export function StackedBars({ label, series, bars, format }: StackedBarsProps) {
  const most = Math.max(1e-9, ...bars.map(bar => sum(bar.values)));
  const step = width / Math.max(1, bars.length);
  return (
    <figure className="rounded-xl border bg-surface p-4">
      <p className="text-[11px] leading-5 tabular-nums text-muted">
        {format(Math.max(0, ...bars.map(bar => sum(bar.values))))}
      </p>
      {/* Only the bars are stretched to the width there is: letters would be, too. */}
      <svg
        viewBox={`0 0 ${width} ${height}`}
        preserveAspectRatio="none"
        role="img"
        aria-label={label}
        className="block h-36 w-full border-b"
      >
        {bars.map((bar, index) => (
          <g key={bar.label} transform={`translate(${index * step} 0)`}>
            <title>{describe(bar, series, format)}</title>
            <rect width={step} height={height} className="fill-transparent" />
            <Stack bar={bar} series={series} scale={height / most} step={step} />
          </g>
        ))}
      </svg>
      <Labels bars={bars} />
      <figcaption className="mt-3 flex flex-wrap gap-x-4 gap-y-1 text-xs leading-5 text-muted">
        {series.map(({ name, fill }) => (
          <span key={name} className="flex items-center gap-1.5">
            <svg viewBox="0 0 10 10" aria-hidden="true" className="size-2.5">
              <rect width="10" height="10" rx="2" className={fill} />
            </svg>
            {name}
          </span>
        ))}
      </figcaption>
    </figure>
  );
}

/** Of some of the bars, below them; of fewer on a narrow screen. */
function Labels({ bars }: { bars: Bar[] }) {
  const everyNth = Math.ceil(bars.length / 8);
  const shown = bars.map((bar, index) => ({ bar, index })).filter(({ index }) => index % everyNth === 0);
  return (
    <div aria-hidden="true" className="relative h-5 text-[11px] leading-5 text-muted">
      {shown.map(({ bar, index }, place) => (
        <span
          key={bar.label}
          style={{ left: `${((index + 0.5) / bars.length) * 100}%` }}
          className={classNames(
            'absolute -translate-x-1/2 whitespace-nowrap first:translate-x-0',
            place === 0 && 'left-0!',
            place % 2 === 1 && 'max-sm:hidden',
          )}
        >
          {bar.label}
        </span>
      ))}
    </div>
  );
}

interface StackProps {
  bar: Bar;
  series: StackedBarsProps['series'];
  scale: number;
  step: number;
}

function Stack({ bar, series, scale, step }: StackProps) {
  const thickness = Math.min(26, step * 0.72);
  return bar.values.map((value, index) => {
    const below = sum(bar.values.slice(0, index)) * scale;
    const tall = value * scale;
    return (
      <rect
        key={series[index]?.name}
        x={(step - thickness) / 2}
        y={height - below - tall}
        width={thickness}
        height={Math.max(0, tall)}
        className={classNames(series[index]?.fill)}
      />
    );
  });
}

const sum = (values: number[]): number => values.reduce((total, value) => total + value, 0);

const describe = (bar: Bar, series: StackedBarsProps['series'], format: (value: number) => string): string =>
  [bar.label, ...bar.values.map((value, index) => `${series[index]?.name}: ${format(value)}`)].join('\n');
