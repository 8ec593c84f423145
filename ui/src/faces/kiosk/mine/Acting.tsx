import { RightsList } from './List'

/** For whom she acts. */
export default function Acting() {
  return <RightsList which="acting" />
}
