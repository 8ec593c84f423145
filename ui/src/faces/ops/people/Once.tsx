import Button from 'antd/es/button'
import Modal from 'antd/es/modal'
import { useWords } from '@/app/i18n'
import { Copy } from '@/parts/AccountNo'
import { words as parts } from '@/parts/words'
import { words } from './words'

/** A secret that is shown once: it closes only by the button, so that a stray click loses nothing. */
export function Once({ title, label, secret, text, onClose }: { title?: string; label: string; secret: string; text: string; onClose: () => void }) {
  const w = useWords(words)
  const p = useWords(parts)
  return (
    <Modal open title={title ?? w.onceTitle} closable={false} keyboard={false} mask={{ closable: false }} footer={<Button type="primary" onClick={onClose}>{w.onceDone}</Button>}>
      <p className="dialog-lead">{text}</p>
      <div className="once"><span>{label}</span><span className="once-word">{secret} <Copy text={secret} label={p.copy} /></span></div>
    </Modal>
  )
}
