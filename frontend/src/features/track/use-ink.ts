// A theme's colours for canvases, which know no custom properties.
import { useEffect, useState } from 'react';

import { usePreferences } from '@/app/preferences';

const names = ['--line-strong', '--accent', '--ink'] as const;

function read(): string[] {
  const probe = document.createElement('span');
  document.body.append(probe);
  const colours = names.map((name) => {
    probe.style.color = `var(${name})`;
    return getComputedStyle(probe).color;
  });
  probe.remove();
  return colours;
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
