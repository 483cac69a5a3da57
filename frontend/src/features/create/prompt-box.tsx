import { Wand2 } from 'lucide-react';
import { useController, useFormContext } from 'react-hook-form';

import { Button } from '@/components/ui/button';
import { Chip } from '@/components/ui/chip';
import { FieldError } from '@/components/ui/field';
import { Card } from '@/components/ui/surface';
import { useTranslation } from '@/i18n';

import { examples, suggestions, withWords } from './examples';
import { longestPrompt, type CreateForm } from './form';

interface PromptBoxProps {
  busy: boolean;
  expected: string; // how long it will take, in words
}

export function PromptBox({ busy, expected }: PromptBoxProps) {
  const { t } = useTranslation();
  const { control } = useFormContext<CreateForm>();
  const { field, fieldState } = useController({ control, name: 'prompt' });
  const error = fieldState.error?.message;
  const length = [...field.value].length;
  const isEmpty = field.value.trim() === '';
  return (
    <Card className="focus-within:border-line-strong">
      <label htmlFor="prompt" className="sr-only">
        {t('create.prompt')}
      </label>
      <textarea
        {...field}
        id="prompt"
        lang="en"
        rows={3}
        placeholder={t('create.placeholder')}
        aria-invalid={error ? true : undefined}
        aria-describedby={error ? 'prompt-error' : 'prompt-hint'}
        className="field-sizing-content max-h-80 min-h-28 w-full resize-none rounded-t-2xl bg-transparent px-5 pt-5 pb-2 text-lg leading-relaxed outline-none sm:text-xl"
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return;
          event.preventDefault();
          event.currentTarget.form?.requestSubmit();
        }}
      />
      {error ? (
        <div className="px-5 pb-2">
          <FieldError id="prompt-error">{error}</FieldError>
        </div>
      ) : null}
      <div
        role="group"
        aria-label={isEmpty ? t('create.examples') : t('create.suggestions')}
        className="flex [scrollbar-width:none] gap-2 overflow-x-auto px-5 py-2 sm:flex-wrap"
      >
        {isEmpty
          ? examples.map((example) => (
              <Chip
                key={example}
                lang="en"
                className="shrink-0"
                onClick={() => field.onChange(example)}
              >
                {example}
              </Chip>
            ))
          : suggestions.map((words) => (
              <Chip
                key={words}
                lang="en"
                className="shrink-0"
                onClick={() => field.onChange(withWords(field.value, words))}
              >
                + {words}
              </Chip>
            ))}
      </div>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-3 border-t border-line px-5 py-4">
        <p id="prompt-hint" className="text-sm text-ink-soft">
          {length > longestPrompt * 0.8 ? (
            <span className="tabular">{`${length} / ${longestPrompt}`}</span>
          ) : (
            expected
          )}
        </p>
        <Button
          type="submit"
          look="primary"
          size="lg"
          aria-disabled={busy}
          className="max-sm:w-full"
        >
          <Wand2 aria-hidden />
          {busy ? t('create.sending') : t('create.make')}
        </Button>
      </div>
    </Card>
  );
}
