import { FirmStart } from '@/faces/own/FirmStart'

/** The start of this face: what waits for a member of the organisation. */
export default function GovernmentStart() {
  return <FirmStart />
}
