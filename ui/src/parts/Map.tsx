import type { FeatureCollection } from 'geojson'
import { Component, lazy, Suspense, type ReactNode } from 'react'
import { useWords } from '@/app/i18n'
import { Loading } from './Loading'
import { words } from './words'

export interface Place {
  key: string
  name: string
  /** Longitude and latitude, WGS 84. */
  at: readonly [number, number]
  detail?: ReactNode
}

export interface MapProps {
  title: string
  places: readonly Place[]
  /** Areas, as GeoJSON polygons: parcels, districts. */
  areas?: FeatureCollection
  /** Told which place was chosen. */
  onChoose?: (key: string) => void
  chosen?: string
  height?: number
}

const Drawing = lazy(() => import('./MapDrawing'))

/** A map from what is in the bank: no tiles from elsewhere. The places stand below it as a list, for every reader. */
export function PlaceMap(props: MapProps) {
  const { title, places, onChoose, chosen, height = 320 } = props
  const w = useWords(words)
  return (
    <figure className="map">
      <figcaption className="unseen">{w.mapOf(title)}</figcaption>
      <MapGuard fallback={<p className="map-failed">{w.mapFailed}</p>}>
        <div className="map-frame" style={{ height }}>
          <Suspense fallback={<Loading />}><Drawing {...props} /></Suspense>
        </div>
      </MapGuard>
      <ul className="map-places" aria-label={w.places}>
        {places.map((p) => (
          <li key={p.key}>
            {onChoose
              ? <button type="button" className="link-button" aria-pressed={p.key === chosen} onClick={() => { onChoose(p.key) }}>{p.name}</button>
              : <strong>{p.name}</strong>}
            {p.detail && <span>{p.detail}</span>}
          </li>
        ))}
      </ul>
    </figure>
  )
}

/** A device without WebGL keeps the list. */
class MapGuard extends Component<{ fallback: ReactNode; children: ReactNode }, { failed: boolean }> {
  override state = { failed: false }
  static getDerivedStateFromError() { return { failed: true } }
  override render() { return this.state.failed ? this.props.fallback : this.props.children }
}
