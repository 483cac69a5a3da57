import { X } from 'lucide-react';
import type { ComponentProps, ReactNode } from 'react';

import { cn } from '@/lib/cn';

interface ChipProps extends ComponentProps<'button'> {
  pressed?: boolean; // left out: a chip that acts instead of being chosen
}

export function Chip({ pressed, className, ...rest }: ChipProps) {
  return (
    <button
      type="button"
      aria-pressed={pressed}
      className={cn(
        'inline-flex min-h-8 items-center gap-1.5 rounded-full border border-line-strong/50 bg-raised px-3 py-1 text-left text-sm text-ink-soft transition-colors hover:border-line-strong hover:text-ink',
        pressed && 'border-accent-ink bg-accent-soft text-ink hover:border-accent-ink',
        className,
      )}
      {...rest}
    />
  );
}

// Something chosen that can be taken away again.
export function Tag({
  children,
  removeLabel,
  onRemove,
  className,
}: {
  children: ReactNode;
  removeLabel: string;
  onRemove: () => void;
  className?: string;
}) {
  return (
    <span
      className={cn(
        'inline-flex min-h-8 items-center gap-1 rounded-full bg-mark-form pr-1 pl-3 text-sm',
        className,
      )}
    >
      {children}
      <button
        type="button"
        aria-label={removeLabel}
        onClick={onRemove}
        className="grid size-6 place-items-center rounded-full hover:bg-ground/50"
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
