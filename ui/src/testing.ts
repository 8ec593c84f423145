import { cleanup } from '@testing-library/react'
import { afterEach } from 'vitest'

// What jsdom leaves out: no media query matches, nothing is observed.
window.matchMedia = (media: string) =>
  ({ media, matches: false, addEventListener: () => undefined, removeEventListener: () => undefined }) as unknown as MediaQueryList
window.ResizeObserver = class {
  observe() { return undefined }
  unobserve() { return undefined }
  disconnect() { return undefined }
}

afterEach(cleanup)
Element.prototype.scrollIntoView = () => undefined
