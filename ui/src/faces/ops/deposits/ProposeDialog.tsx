import { useRef, useState } from 'react'
import { FormDialog, Proposed, type FormDialogProps } from '@/faces/ops/parties/shared'
import type { Group } from '@/parts/schema'
import type { S } from './shared'

/** A form whose outcome is a proposal: what happens next is shown in its place. */
export function ProposeDialog({ onPropose, onClose, ...form }: Omit<FormDialogProps, 'onSubmit'> & { onPropose: (v: Group) => Promise<S['Approval']> }) {
  const [made, setMade] = useState<S['Approval']>()
  // A form that was taken closes itself; then it is this that stays open.
  const taken = useRef(false)
  if (made) return <Proposed approval={made} onClose={onClose} />
  return (
    <FormDialog
      {...form} onClose={() => { if (!taken.current) onClose() }}
      onSubmit={async (v) => {
        const approval = await onPropose(v)
        taken.current = true
        setMade(approval)
      }}
    />
  )
}
