import { useState } from 'react';

import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';

interface MomentFieldProps {
  label: string;
  value: number; // seconds; NaN while what is typed is no number
  error?: string | undefined;
  onChange: (seconds: number) => void;
}

// A place in a song, in seconds. Keeps what is typed while it is no number yet.
export function MomentField({ label, value, error, onChange }: MomentFieldProps) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <Field label={label} error={error}>
      <Input
        inputMode="decimal"
        autoComplete="off"
        className="tabular"
        value={typed ?? String(Number(value.toFixed(3)))}
        onChange={({ target }) => {
          setTyped(target.value);
          const number = Number(target.value.replace(',', '.'));
          onChange(target.value.trim() === '' ? NaN : number);
        }}
        onBlur={() => Number.isFinite(value) && setTyped(null)}
      />
    </Field>
  );
}
