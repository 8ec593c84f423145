import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useCallback, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { useIdle } from './idle'
import { endVisit } from './visit'
import { words } from './words'

/** Around every page of the kiosk: the idle warning, and the wipe at the end. `active` once a visit has begun. */
export function KioskShell({ active, children }: { active: boolean; children: ReactNode }) {
  const w = useWords(words)
  const end = useCallback(() => { endVisit() }, [])
  const { left, stay } = useIdle(active, end)
  return (
    <>
      {children}
      <Modal
        open={left !== undefined} closable={false} mask={{ closable: false }} keyboard={false} title={w.idleTitle}
        footer={<div className="kiosk-idle"><Button type="primary" autoFocus onClick={stay}>{w.moreTime}</Button><Button onClick={end}>{w.endNow}</Button></div>}
      >
        <p role="timer" aria-live={left !== undefined && left % 10 === 0 ? 'assertive' : 'off'}>{w.idle(left ?? 0)}</p>
      </Modal>
    </>
  )
}
