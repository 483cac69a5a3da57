import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';

import type { Schemas, Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Slider } from '@/components/ui/slider';
import { Card } from '@/components/ui/surface';
import { Tooltip } from '@/components/ui/tooltip';
import { playableOf, player, useCurrent } from '@/features/player/player';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';

import { stemsQuery } from './queries';
import { useStemMix } from './use-stem-mix';
import { stemName } from './words';

export function Stems({ track }: { track: Track }) {
  const { data } = useQuery(stemsQuery(track.id));
  return data && data.length > 0 ? <Mixer track={track} stems={data} /> : null;
}

interface MixerProps {
  track: Track;
  stems: Schemas['GeneratedStem'][];
}

function Mixer({ track, stems }: MixerProps) {
  const { t } = useTranslation();
  const mix = useStemMix(track.id, stems);
  const isCurrent = useCurrent()?.id === track.id;
  return (
    <Card className="p-5 sm:p-6">
      <div className="flex min-h-8 flex-wrap items-center justify-between gap-3">
        <h2 className="text-lg">{t('track.stems')}</h2>
        {mix.flat ? null : (
          <Button size="sm" onClick={mix.reset}>
            {t('track.stemsReset')}
          </Button>
        )}
      </div>
      <p className="mt-1 text-sm text-ink-soft">
        {isCurrent ? (
          t(mix.flat ? 'track.stemsFlat' : 'track.stemsActive')
        ) : (
          <button
            type="button"
            className="text-accent-ink underline underline-offset-2"
            onClick={() => player.play([playableOf(track)])}
          >
            {t('track.stemsPlayFirst')}
          </button>
        )}
      </p>
      <ul className="mt-4 flex flex-col divide-y divide-line">
        {stems.map(({ name: id, audio_url }, index) => {
          const name = stemName(id);
          const setting = mix.settings[index];
          if (!setting) return null;
          return (
            <li
              key={id}
              aria-label={name}
              className="grid grid-cols-[minmax(0,1fr)_auto_auto] items-center gap-x-3 gap-y-1 py-2.5 sm:grid-cols-[minmax(0,10rem)_auto_minmax(0,1fr)_auto]"
            >
              <span className="truncate text-sm font-medium capitalize">{name}</span>
              <span className="flex gap-1">
                <Toggle
                  letter={t('track.muteLetter')}
                  label={t('track.mute', { name })}
                  pressed={setting.muted}
                  onClick={() => mix.change(id, { muted: !setting.muted })}
                />
                <Toggle
                  letter={t('track.soloLetter')}
                  label={t('track.solo', { name })}
                  pressed={setting.solo}
                  onClick={() => mix.change(id, { solo: !setting.solo })}
                />
              </span>
              <Slider
                label={t('track.level', { name })}
                value={Math.round(setting.level * 100)}
                max={100}
                valueText={`${Math.round(setting.level * 100)} %`}
                className="max-sm:order-last max-sm:col-span-3"
                onChange={(percent) => mix.change(id, { level: percent / 100 })}
              />
              <Tooltip text={t('track.stemDownload', { name })}>
                <Button asChild look="quiet" size="icon-sm">
                  <a
                    href={`${audio_url}?download=1`}
                    download
                    aria-label={t('track.stemDownload', { name })}
                  >
                    <Download aria-hidden />
                  </a>
                </Button>
              </Tooltip>
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

interface ToggleProps {
  letter: string;
  label: string;
  pressed: boolean;
  onClick: () => void;
}

function Toggle({ letter, label, pressed, onClick }: ToggleProps) {
  return (
    <Tooltip text={label}>
      <Button
        size="icon-sm"
        aria-label={label}
        aria-pressed={pressed}
        className={cn('text-sm', pressed && 'border-accent-ink bg-accent-soft text-accent-ink')}
        onClick={onClick}
      >
        {letter}
      </Button>
    </Tooltip>
  );
}
