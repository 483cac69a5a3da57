import type { ComponentProps } from 'react';

import { Button } from './button';
import { Tooltip } from './tooltip';

interface IconButtonProps extends Omit<ComponentProps<typeof Button>, 'aria-label' | 'asChild'> {
  label: string; // its accessible name and its tooltip
}

export function IconButton({ label, look = 'quiet', size = 'icon', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label}>
      <Button look={look} size={size} aria-label={label} {...rest} />
    </Tooltip>
  );
}
