import type { ReactNode } from 'react';

interface IconSelectProps<T extends string> {
  label: string;
  icon: ReactNode;
  value: T;
  options: { value: T; label: string; lang?: string }[];
  onChange: (value: T) => void;
}

// A choice behind an icon: the browser's own list lies over it.
export function IconSelect<T extends string>({
  label,
  icon,
  value,
  options,
  onChange,
}: IconSelectProps<T>) {
  return (
    <span
      title={label}
      className="relative grid size-10 place-items-center rounded-lg text-lg text-ink-soft transition-colors hover:bg-panel/70 hover:text-ink has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-accent-ink [&_svg]:size-[1.125em]"
    >
      {icon}
      <select
        aria-label={label}
        value={value}
        onChange={({ target }) => {
          const chosen = options.find((option) => option.value === target.value);
          if (chosen) onChange(chosen.value);
        }}
        className="absolute inset-0 cursor-pointer appearance-none opacity-0"
      >
        {options.map((option) => (
          <option
            key={option.value}
            value={option.value}
            lang={option.lang}
            className="bg-raised text-ink"
          >
            {option.label}
          </option>
        ))}
      </select>
    </span>
  );
}
