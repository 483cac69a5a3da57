import { RadioGroup } from 'radix-ui';
import type { ReactNode } from 'react';

import { cn } from '@/lib/cn';

interface SegmentedProps<T extends string> {
  label: string;
  value: T;
  options: { value: T; label: ReactNode; name?: string }[]; // name: for a label without words
  className?: string;
  onChange: (value: T) => void;
}

// A choice of few, all in sight.
export function Segmented<T extends string>({
  label,
  value,
  options,
  className,
  onChange,
}: SegmentedProps<T>) {
  return (
    <RadioGroup.Root
      aria-label={label}
      orientation="horizontal"
      value={value}
      onValueChange={(next) => onChange(next as T)}
      className={cn('inline-flex rounded-lg border border-line bg-sunken p-0.5', className)}
    >
      {options.map((option) => (
        <RadioGroup.Item
          key={option.value}
          value={option.value}
          aria-label={option.name}
          className="flex h-8 min-w-8 flex-auto items-center justify-center gap-1.5 rounded-md px-2.5 text-sm whitespace-nowrap text-ink-soft transition-colors hover:text-ink data-[state=checked]:bg-raised data-[state=checked]:font-medium data-[state=checked]:text-ink data-[state=checked]:shadow-sm [&_svg]:size-4"
        >
          {option.label}
        </RadioGroup.Item>
      ))}
    </RadioGroup.Root>
  );
}
