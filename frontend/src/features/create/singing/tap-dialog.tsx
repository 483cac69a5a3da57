import { Pause, Play, Undo2 } from 'lucide-react';
import { useEffect, useReducer, useRef, useState, type KeyboardEvent } from 'react';

import type { Track } from '@/api/client';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Slider } from '@/components/ui/slider';
import { audio, playableOf, player, useCurrent, usePlayer } from '@/features/player/player';
import { useTranslation } from '@/i18n';
import { cn } from '@/lib/cn';
import { formatTime } from '@/lib/format';

import { TrackChoice } from '../track-chooser';

import { stampOf, withTimes, wordsOf } from './lyrics-text';
import { areComplete, knownTimes, startTaps, tapsReducer } from './tap';

interface TapDialogProps {
  text: string;
  onUse: (text: string) => void;
  onClose: () => void;
}

// Times for the lyrics by tapping along with a song.
export function TapDialog({ text, onUse, onClose }: TapDialogProps) {
  const { t } = useTranslation();
  const [track, setTrack] = useState<Track | null>(null);
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t('lyrics.tapTitle')}
      description={track ? t('lyrics.tapText') : t('lyrics.tapChoose')}
      className="sm:max-w-xl"
    >
      {track ? (
        <TapPad
          text={text}
          track={track}
          onUse={(timed) => {
            onUse(timed);
            onClose();
          }}
        />
      ) : (
        <TrackChoice onChoose={setTrack} />
      )}
    </Dialog>
  );
}

interface TapPadProps {
  text: string;
  track: Track;
  onUse: (text: string) => void;
}

const backSeconds = 3; // before the line that is tapped anew

function TapPad({ text, track, onUse }: TapPadProps) {
  const { t } = useTranslation();
  const lines = wordsOf(text);
  const [taps, change] = useReducer(tapsReducer, lines.length, startTaps);
  const isCurrent = useCurrent()?.id === track.id;
  const playing = usePlayer((state) => state.playing) && isCurrent;
  const ended = taps.next > lines.length;

  const toggle = () => {
    if (isCurrent) player.toggle();
    else player.play([playableOf(track)]);
  };
  // The element's own clock: the store hears of it only four times a second.
  const tap = () => {
    if (playing) change({ type: 'tap', seconds: audio.currentTime });
    else toggle();
  };
  const back = () => {
    const before = taps.times[Math.max(0, taps.next - 1)] ?? 0;
    change({ type: 'back' });
    if (isCurrent) player.seek(before - backSeconds);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLDivElement>) => {
    const onSlider = event.target instanceof HTMLElement && event.target.role === 'slider';
    if (event.key === 'Backspace') back();
    else if (event.key === ' ' && onSlider) tap();
    else return;
    event.preventDefault();
  };

  return (
    // Keys for the whole pad; each has a button too.
    // eslint-disable-next-line jsx-a11y/no-static-element-interactions
    <div className="flex flex-col gap-4" onKeyDown={onKeyDown}>
      <Transport track={track} isCurrent={isCurrent} playing={playing} onToggle={toggle} />
      <Lines lines={lines.map(({ words }) => words)} times={taps.times} next={taps.next} />
      <Button
        look="primary"
        size="lg"
        className="h-16 w-full text-lg"
        disabled={ended}
        // The first tap starts the song.
        ref={focusOnce}
        onClick={tap}
      >
        {!playing
          ? t('lyrics.tapStart')
          : taps.next < lines.length
            ? t('lyrics.tapLine')
            : t('lyrics.tapEnd')}
      </Button>
      <p role="status" className="sr-only">
        {ended ? t('lyrics.tapDone') : (lines[taps.next]?.words ?? t('lyrics.tapEnd'))}
      </p>
      <div className="flex flex-wrap justify-end gap-2">
        <Button disabled={taps.next === 0} onClick={back}>
          <Undo2 aria-hidden />
          {t('lyrics.tapBack')}
        </Button>
        <Button
          disabled={!areComplete(taps)}
          onClick={() => {
            player.pause();
            onUse(withTimes(text, knownTimes(taps), taps.end));
          }}
        >
          {t('lyrics.tapUse')}
        </Button>
      </div>
    </div>
  );
}

const focusOnce = (button: HTMLButtonElement | null) => {
  button?.focus();
};

interface TransportProps {
  track: Track;
  isCurrent: boolean;
  playing: boolean;
  onToggle: () => void;
}

function Transport({ track, isCurrent, playing, onToggle }: TransportProps) {
  const { t } = useTranslation();
  const position = usePlayer((state) => state.position);
  const shown = isCurrent ? position : 0;
  return (
    <div className="flex items-center gap-3">
      <Button
        size="icon"
        className="rounded-full"
        aria-label={t(playing ? 'player.pauseTrack' : 'player.playTrack', { title: track.title })}
        onClick={onToggle}
      >
        {playing ? <Pause aria-hidden /> : <Play aria-hidden />}
      </Button>
      <Slider
        label={t('player.seek')}
        value={shown}
        max={Math.max(1, track.duration)}
        disabled={!isCurrent}
        valueText={t('player.seekValue', {
          position: formatTime(shown),
          duration: formatTime(track.duration),
        })}
        onChange={(seconds) => player.seek(seconds)}
      />
      <span className="w-24 shrink-0 text-right text-xs text-ink-soft tabular">
        {`${formatTime(shown)} / ${formatTime(track.duration)}`}
      </span>
    </div>
  );
}

interface LinesProps {
  lines: string[];
  times: (number | null)[];
  next: number;
}

function Lines({ lines, times, next }: LinesProps) {
  const { t } = useTranslation();
  const current = useRef<HTMLLIElement>(null);
  useEffect(() => {
    // In braces: newer browsers answer with a promise, which would become the effect's clean-up.
    current.current?.scrollIntoView({ block: 'center' });
  }, [next]);
  return (
    <ol
      aria-label={t('lyrics.label')}
      className="max-h-56 overflow-y-auto rounded-xl border border-line bg-sunken py-2"
    >
      {lines.map((words, line) => {
        const time = times[line] ?? null;
        return (
          <li
            key={line}
            ref={line === next ? current : undefined}
            aria-current={line === next ? 'step' : undefined}
            className={cn(
              'flex items-baseline gap-3 px-3 py-1 text-ink-soft',
              line === next && 'bg-accent-soft font-medium text-ink',
            )}
          >
            <span className="w-20 shrink-0 font-mono text-xs tabular">
              {time === null ? '' : stampOf(time)}
            </span>
            <span className="min-w-0 break-words">{words}</span>
          </li>
        );
      })}
    </ol>
  );
}
