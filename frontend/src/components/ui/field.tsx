import { CircleAlert } from 'lucide-react';
import { createContext, use, useId, useMemo, type ComponentProps, type ReactNode } from 'react';

import { cn } from '@/lib/cn';

interface FieldIds {
  id: string;
  describedBy: string | undefined;
  invalid: boolean;
}

const FieldContext = createContext<FieldIds | null>(null);

interface FieldProps {
  label: ReactNode;
  hint?: ReactNode;
  error?: string | undefined;
  aside?: ReactNode; // on the label's line, at its end
  className?: string;
  children: ReactNode; // one control of this folder: it finds its label, hint and error by itself
}

export function Field({ label, hint, error, aside, className, children }: FieldProps) {
  const id = useId();
  const invalid = error !== undefined;
  const described = [hint ? `${id}-hint` : '', invalid ? `${id}-error` : ''].filter(Boolean);
  const describedBy = described.length > 0 ? described.join(' ') : undefined;
  const ids = useMemo(() => ({ id, describedBy, invalid }), [id, describedBy, invalid]);
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <div className="flex min-h-6 items-center justify-between gap-3">
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {aside}
      </div>
      <FieldContext value={ids}>{children}</FieldContext>
      {hint ? (
        <p id={`${id}-hint`} className="text-xs text-ink-soft">
          {hint}
        </p>
      ) : null}
      {invalid ? <FieldError id={`${id}-error`}>{error}</FieldError> : null}
    </div>
  );
}

export function FieldError({ id, children }: { id?: string; children: ReactNode }) {
  return (
    <p id={id} role="alert" className="flex items-start gap-1.5 text-sm text-danger">
      <CircleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
      <span>{children}</span>
    </p>
  );
}

// What a control inside a Field passes on to its element.
export function useFieldProps(): Pick<
  ComponentProps<'input'>,
  'id' | 'aria-describedby' | 'aria-invalid'
> {
  const field = use(FieldContext);
  if (!field) return {};
  return {
    id: field.id,
    'aria-describedby': field.describedBy,
    'aria-invalid': field.invalid ? true : undefined,
  };
}
