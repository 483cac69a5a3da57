import { Check, Copy } from 'lucide-react';
import { useEffect, useState, type ComponentProps } from 'react';

import { useTranslation } from '@/i18n';

import { Button } from './button';
import { toast } from './toast';

interface CopyButtonProps extends Omit<ComponentProps<typeof Button>, 'onClick' | 'children'> {
  text: string;
  label: string; // what is copied: "Copy report"
  iconOnly?: boolean;
}

const shownMs = 2000;

// Puts a text on the clipboard and says so for a moment. Pages that are not served securely have no
// clipboard; the message then tells to select the text.
export function CopyButton({ text, label, iconOnly, ...rest }: CopyButtonProps) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return;
    const timer = setTimeout(() => setCopied(false), shownMs);
    return () => clearTimeout(timer);
  }, [copied]);
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      setCopied(true);
    } catch {
      toast.failed(t('common.noClipboard'));
    }
  };
  const Icon = copied ? Check : Copy;
  return (
    <Button
      size={iconOnly ? 'icon-sm' : 'sm'}
      {...(iconOnly ? { 'aria-label': label } : {})}
      {...rest}
      onClick={() => void copy()}
    >
      <Icon aria-hidden />
      {iconOnly ? null : copied ? t('common.copied') : label}
      <span role="status" className="sr-only">
        {copied && iconOnly ? t('common.copied') : ''}
      </span>
    </Button>
  );
}
