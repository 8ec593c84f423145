import { RightsList } from './List'

/** Who acts for her. */
export default function Mine() {
  return <RightsList which="mine" />
}
