import { Slider as Radix } from 'radix-ui';

import { cn } from '@/lib/cn';

interface SliderProps {
  label: string;
  value: number;
  min?: number;
  max: number;
  step?: number;
  valueText?: string; // the value as a screen reader says it
  className?: string;
  disabled?: boolean;
  onChange: (value: number) => void;
  onCommit?: (value: number) => void;
}

export function Slider({
  label,
  value,
  min = 0,
  max,
  step = 1,
  valueText,
  className,
  disabled,
  onChange,
  onCommit,
}: SliderProps) {
  return (
    <Radix.Root
      className={cn(
        'group relative flex h-6 w-full touch-none items-center select-none',
        className,
      )}
      value={[value]}
      min={min}
      max={max}
      step={step}
      disabled={disabled}
      onValueChange={([next]) => next !== undefined && onChange(next)}
      onValueCommit={([next]) => next !== undefined && onCommit?.(next)}
    >
      <Radix.Track className="relative h-1.5 w-full grow rounded-full bg-line">
        <Radix.Range className="absolute h-full rounded-full bg-accent" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        aria-valuetext={valueText}
        className="block size-4 rounded-full border-2 border-accent bg-raised transition-transform group-hover:scale-110"
      />
    </Radix.Root>
  );
}
