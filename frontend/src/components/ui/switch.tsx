import { Switch as Radix } from 'radix-ui';
import { useId, type ReactNode } from 'react';

interface SwitchProps {
  label: ReactNode;
  hint?: ReactNode;
  checked: boolean;
  disabled?: boolean;
  onChange: (checked: boolean) => void;
}

export function Switch({ label, hint, checked, disabled, onChange }: SwitchProps) {
  const id = useId();
  return (
    <div className="flex items-start gap-3">
      <Radix.Root
        id={id}
        checked={checked}
        disabled={disabled}
        onCheckedChange={onChange}
        aria-describedby={hint ? `${id}-hint` : undefined}
        className="border-line-strong bg-sunken data-[state=checked]:border-accent data-[state=checked]:bg-accent mt-0.5 h-5 w-9 shrink-0 rounded-full border p-0.5 transition-colors"
      >
        <Radix.Thumb className="bg-line-strong data-[state=checked]:bg-on-accent block size-3.5 rounded-full transition-transform data-[state=checked]:translate-x-4" />
      </Radix.Root>
      <div>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint ? (
          <p id={`${id}-hint`} className="text-ink-soft text-xs">
            {hint}
          </p>
        ) : null}
      </div>
    </div>
  );
}
