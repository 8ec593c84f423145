import Modal from 'antd/es/modal'
import { useState } from 'react'
import { useWords } from '@/app/i18n'
import { ErrorView } from '@/parts/ErrorView'
import { common } from '../words'

/** Asks once more before something ends. Stays open, with the reason, when that fails. */
export function Confirm({ title, text, act, danger, onDo, onClose }: { title: string; text: string; act: string; danger?: boolean; onDo: () => Promise<unknown>; onClose: () => void }) {
  const c = useWords(common)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState<unknown>()
  const go = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await onDo()
      onClose()
    } catch (e) {
      setError(e)
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open title={title} okText={act} cancelText={c.cancel} confirmLoading={busy} okButtonProps={{ danger }} onOk={() => { void go() }} onCancel={onClose} destroyOnHidden>
      <p>{text}</p>
      {error !== undefined && <ErrorView small error={error} />}
    </Modal>
  )
}
