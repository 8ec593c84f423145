import { Component, type ReactNode } from 'react'
import { speak } from '@/app/i18n'
import { preferences } from '@/app/preferences'
import { words } from './words'

/** Catches a page that breaks, and says so instead of showing nothing. */
export class Guard extends Component<{ children: ReactNode }, { broken: boolean }> {
  override state = { broken: false }

  static getDerivedStateFromError() {
    return { broken: true }
  }

  override render() {
    if (!this.state.broken) return this.props.children
    const w = speak(words, preferences().language)
    return (
      <main className="guard" role="alert">
        <h1>{w.errorTitle}</h1>
        <p>{w.brokenPage}</p>
        <button type="button" className="plain-button" onClick={() => { location.reload() }}>{w.reload}</button>
      </main>
    )
  }
}
