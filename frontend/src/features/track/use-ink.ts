// A theme's colours for canvases, which know no custom properties.
import { useEffect, useState } from 'react';

import { usePreferences } from '@/app/preferences';

const names = ['--line-strong', '--accent', '--ink'] as const;

// One element each: a change of colour could be a transition, of which the start would be read.
function read(): string[] {
  return names.map((name) => {
    const probe = document.createElement('span');
    probe.style.color = `var(${name})`;
    document.body.append(probe);
    const { color } = getComputedStyle(probe);
    probe.remove();
    return color;
  });
}

export function useInk() {
  const theme = usePreferences((state) => state.theme);
  const [colours, setColours] = useState(read);
  useEffect(() => {
    const system = matchMedia('(prefers-color-scheme: dark)');
    const update = () => setColours(read());
    update();
    system.addEventListener('change', update);
    return () => system.removeEventListener('change', update);
  }, [theme]);
  const [wave = 'gray', played = 'orange', cursor = 'black'] = colours;
  return { wave, played, cursor };
}
