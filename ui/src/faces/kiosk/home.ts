import { useWays } from './visit'

/** Back from where she was led right after signing in: to the choice of what to do. */
export function useHomeBack(): () => void {
  const { back, goFresh } = useWays()
  return back ?? (() => { goFresh('/home') })
}
