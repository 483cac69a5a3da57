// The same as the package `react-style-singleton`, but with constructed style sheets, which a
// Content-Security-Policy without 'unsafe-inline' allows. vite.config.ts puts it in its place.
import { useEffect } from 'react';

function adopt(css: string): () => void {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets.push(sheet);
  return () => {
    document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
  };
}

export function styleSingleton() {
  let users = 0;
  let release: (() => void) | undefined;
  return function Style({ styles, dynamic }: { styles: string; dynamic?: boolean }) {
    useEffect(() => {
      if (users === 0) release = adopt(styles);
      users += 1;
      return () => {
        users -= 1;
        if (users === 0) release?.();
      };
    }, [styles, dynamic]);
    return null;
  };
}
