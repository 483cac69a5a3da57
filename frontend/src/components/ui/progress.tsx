import { Progress as Radix } from 'radix-ui';

import { cn } from '@/lib/cn';

interface ProgressProps {
  label: string;
  percent: number | null; // null: nobody knows yet
  className?: string;
}

export function Progress({ label, percent, className }: ProgressProps) {
  return (
    <Radix.Root
      aria-label={label}
      value={percent === null ? null : Math.round(percent)}
      className={cn('relative h-1.5 w-full overflow-hidden rounded-full bg-line', className)}
    >
      <Radix.Indicator
        className={cn(
          'h-full rounded-full bg-accent transition-[width] duration-300',
          percent === null && 'w-1/4 animate-pulse',
        )}
        style={percent === null ? undefined : { width: `${Math.max(1.5, percent)}%` }}
      />
    </Radix.Root>
  );
}
