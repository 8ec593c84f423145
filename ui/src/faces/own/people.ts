import { declareWords, useWords } from '@/app/i18n'
import { useMe } from '@/app/session'
import { useMandates } from './reads'

const words = declareWords(
  { you: '您', somebody: (end: string) => `单位人员（编号尾号 ${end}）`, program: '接口程序', nobody: '—' },
  { you: 'You', somebody: (end) => `A member (number ends in ${end})`, program: 'A program', nobody: '—' },
)

/** The name of one of the organisation's people by her id, as far as this hat may read the list of members. */
export function usePeople(): (id: string | undefined) => string {
  const w = useWords(words)
  const { person } = useMe()
  const members = useMandates()
  return (id) => {
    if (!id) return w.nobody
    if (id === person) return w.you
    if (!/^\d+$/.test(id)) return w.program
    return members.data?.items.find((m) => m.person === id)?.personName ?? w.somebody(id.slice(-4))
  }
}
