// Keys in a list of rows: the arrows, Home and End go from row to row, Delete does what the row's
// `data-delete` button does.
import { useEffect, type RefObject } from 'react';

const rowsIn = (list: HTMLElement) => [...list.querySelectorAll<HTMLElement>('article')];

function targetOf(key: string, at: number, count: number): number | undefined {
  switch (key) {
    case 'ArrowDown':
      return Math.min(at + 1, count - 1);
    case 'ArrowUp':
      return Math.max(at - 1, 0);
    case 'Home':
      return 0;
    case 'End':
      return count - 1;
    default:
      return undefined;
  }
}

const focusIn = (row: HTMLElement | undefined) => {
  row?.querySelector<HTMLElement>('a, button')?.focus();
};

export function useRowKeys(list: RefObject<HTMLElement | null>): void {
  useEffect(() => {
    const element = list.current;
    if (!element) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const rows = rowsIn(element);
      const at = rows.findIndex((row) => row.contains(event.target as Node));
      if (at < 0) return;
      if (event.key === 'Delete') {
        const button = rows[at]?.querySelector<HTMLElement>('[data-delete]');
        if (!button) return;
        event.preventDefault();
        button.click();
        focusIn(rows[at + 1] ?? rows[at - 1]);
        return;
      }
      const target = targetOf(event.key, at, rows.length);
      if (target === undefined) return;
      event.preventDefault();
      focusIn(rows[target]);
    };
    element.addEventListener('keydown', onKey);
    return () => element.removeEventListener('keydown', onKey);
  });
}
