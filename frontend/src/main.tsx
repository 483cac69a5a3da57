import './index.css';

import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';

import { App } from '@/app/app';
import { applyPreferences, usePreferences } from '@/app/preferences';
import { router } from '@/app/router';
import { registerServiceWorker } from '@/app/service-worker';
import { connectMediaKeys } from '@/features/player/media-session';
import { keepPlayedAudio } from '@/features/player/offline';
import { switchLanguage } from '@/i18n';

applyPreferences();
void router.load(); // the screen's own code comes while the rest begins
connectMediaKeys();
keepPlayedAudio();

const root = document.getElementById('root');
if (!root) throw new Error('index.html lacks #root');
await switchLanguage(usePreferences.getState().language);
createRoot(root).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
registerServiceWorker();
