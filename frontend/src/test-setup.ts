import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';

// Machines that build for others are slow.
configure({ asyncUtilTimeout: 10_000 });

// jsdom lacks what Radix measures with, and can't scroll.
const nothing = () => undefined;
globalThis.ResizeObserver = class implements ResizeObserver {
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
};
globalThis.IntersectionObserver = class implements IntersectionObserver {
  root = null;
  rootMargin = '';
  scrollMargin = '';
  thresholds = [];
  observe = nothing;
  unobserve = nothing;
  disconnect = nothing;
  takeRecords = () => [];
};
Element.prototype.scrollIntoView = nothing;
globalThis.scrollTo = nothing;
Element.prototype.hasPointerCapture = () => false;

afterEach(() => {
  cleanup();
  localStorage.clear();
});
