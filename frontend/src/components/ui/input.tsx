import { ChevronDown } from 'lucide-react';
import type { ComponentProps } from 'react';

import { cn } from '@/lib/cn';

import { useFieldProps } from './field';

const box =
  'w-full min-w-0 rounded-lg border border-line-strong/70 bg-raised px-3 text-sm transition-colors hover:border-line-strong aria-invalid:border-danger disabled:opacity-50';

export function Input({ className, ...rest }: ComponentProps<'input'>) {
  return <input {...useFieldProps()} className={cn(box, 'h-10', className)} {...rest} />;
}

export function Textarea({ className, ...rest }: ComponentProps<'textarea'>) {
  return <textarea {...useFieldProps()} className={cn(box, 'py-2', className)} {...rest} />;
}

// The browser's own list: it suits every screen, keyboard and reader best.
export function Select({ className, ...rest }: ComponentProps<'select'>) {
  return (
    <div className="relative">
      <select
        {...useFieldProps()}
        className={cn(box, 'h-10 appearance-none truncate pr-9 [&>option]:bg-raised', className)}
        {...rest}
      />
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute top-1/2 right-3 size-4 -translate-y-1/2 text-ink-soft"
      />
    </div>
  );
}
