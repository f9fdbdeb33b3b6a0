interface SparklineProps {
  label: string;
  /** Time and value; null where there was none. */
  points: [time: number, value: number | null][];
}

const width = 240;
const height = 48;

/** A number over time, small; nothing where it was no number. */
export function Sparkline({ label, points }: SparklineProps) {
  const known = points.filter((point): point is [number, number] => point[1] !== null);
  if (known.length < 2) return <div className="h-12" />;
  const times = known.map(([time]) => time);
  const values = known.map(([, value]) => value);
  const [first, last] = [Math.min(...times), Math.max(...times)];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const path = known
    .map(([time, value], index) => {
      const x = ((time - first) / Math.max(1, last - first)) * width;
      const y = high === low ? height / 2 : height - 3 - ((value - low) / (high - low)) * (height - 6);
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`;
    })
    .join('');
  return (
    <svg
      viewBox={`0 0 ${width} ${height}`}
      role="img"
      aria-label={`${label}: ${low} – ${high}`}
      className="mt-1 block h-12 w-full"
      preserveAspectRatio="none"
    >
      <path
        d={path}
        fill="none"
        strokeWidth="1.5"
        vectorEffect="non-scaling-stroke"
        className="stroke-accent"
      />
    </svg>
  );
}
