import { useWords } from '@/app/i18n'
import { usePreferences } from '@/app/preferences'
import { dayOf, weekdayOf, type Plan } from './plan'
import { words } from './words'

/** A plan in a sentence: 每月 1 日，至 2027-11-30. */
export function usePlanWords(): (p: Plan) => string {
  const w = useWords(words)
  const { language } = usePreferences()
  return (p) => {
    const day = p.day ?? (p.every === 'weekly' ? weekdayOf(p.first) : dayOf(p.first))
    const often = p.every === 'once' ? w.planOnce(p.first) : p.every === 'daily' ? w.planDaily : p.every === 'weekly' ? w.planWeekly(w[`d${Math.min(7, Math.max(1, day)) as 1}`]) : w.planMonthly(w.dayN(day))
    const end = p.every === 'once' ? '' : p.times ? w.planTimes(p.times) : p.until ? w.planUntil(p.until) : ''
    return [often, end].filter(Boolean).join(language === 'zh' ? '，' : ', ')
  }
}
