import { wearOnly } from '../calls'
import { current, useWays, type Who } from '../visit'

/** Where somebody goes who has proved who she is: to what she came for, or first to the question for whom. */
export function useEntered(): (who: Who) => void {
  const { goFresh } = useWays()
  return (who) => { goFresh(wearOnly(who) ? `/${current().goal ?? 'home'}` : '/for') }
}
