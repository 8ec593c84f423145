import { Start } from '@/faces/own/Start'

/** The start of this face: what people, businesses and agencies have alike. */
export default function GovernmentStart() {
  return <Start />
}
