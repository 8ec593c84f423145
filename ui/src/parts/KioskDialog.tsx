import { useEffect, useId, useRef, type ReactNode } from 'react'

export interface KioskDialogProps {
  title: string
  children: ReactNode
  /** Large buttons; the first one has the focus. */
  buttons: { label: string; onPress: () => void }[]
  /** Escape, and a touch beside it. */
  onClose: () => void
  /** Something that can't wait: it is said at once. */
  urgent?: boolean
}

/** A question over a page of the terminal. The browser's own dialog: the focus stays inside and returns afterwards. */
export function KioskDialog({ title, children, buttons, onClose, urgent }: KioskDialogProps) {
  const dialog = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const d = dialog.current
    const before = document.activeElement
    if (d && !d.open) d.showModal()
    return () => {
      d?.close()
      if (before instanceof HTMLElement) before.focus({ preventScroll: true })
    }
  }, [])
  return (
    <dialog
      ref={dialog} className="kiosk-dialog" aria-labelledby={`${id}t`} aria-describedby={`${id}d`} role={urgent ? 'alertdialog' : undefined}
      onCancel={(e) => { e.preventDefault(); onClose() }}
    >
      <h2 id={`${id}t`}>{title}</h2>
      <div id={`${id}d`} className="kiosk-dialog-text">{children}</div>
      <div className="kiosk-dialog-buttons">
        {buttons.map((b, i) => (
          <button key={b.label} type="button" autoFocus={i === 0} className={i === 0 ? 'kiosk-main-button' : 'kiosk-button'} onClick={b.onPress}>{b.label}</button>
        ))}
      </div>
    </dialog>
  )
}
