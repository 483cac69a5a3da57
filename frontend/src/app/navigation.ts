import { AudioLines, Cpu, Library, ListMusic, Settings, type LucideIcon } from 'lucide-react';

interface Place {
  to: '/' | '/queue' | '/library' | '/models' | '/settings';
  name: 'create' | 'queue' | 'library' | 'models' | 'settings'; // nav.<name> in the catalogue
  key: string; // after "g"
  icon: LucideIcon;
}

export const places: readonly Place[] = [
  { to: '/', name: 'create', key: 'c', icon: AudioLines },
  { to: '/queue', name: 'queue', key: 'q', icon: ListMusic },
  { to: '/library', name: 'library', key: 'l', icon: Library },
  { to: '/models', name: 'models', key: 'm', icon: Cpu },
  { to: '/settings', name: 'settings', key: 's', icon: Settings },
];
