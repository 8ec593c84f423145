import type { FeatureCollection } from 'geojson'
import { LngLatBounds, Map as MapLibre, Marker, NavigationControl, setWorkerUrl, type GeoJSONSource, type StyleSpecification } from 'maplibre-gl'
import worker from 'maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url'
import 'maplibre-gl/dist/maplibre-gl.css'
import { useEffect, useRef, useState } from 'react'
import { usePalette } from '@/app/frame'
import { useStill } from '@/app/preferences'
import type { Palette } from '@/app/palette'
import type { MapProps } from './Map'

// A file of our own origin instead of a blob: worker-src stays 'self'.
setWorkerUrl(worker)

const none: FeatureCollection = { type: 'FeatureCollection', features: [] }

function styleOf(p: Palette, areas: FeatureCollection): StyleSpecification {
  return {
    version: 8,
    sources: { areas: { type: 'geojson', data: areas } },
    layers: [
      { id: 'ground', type: 'background', paint: { 'background-color': p.wash } },
      { id: 'area', type: 'fill', source: 'areas', paint: { 'fill-color': p.accentText, 'fill-opacity': 0.14 } },
      { id: 'edge', type: 'line', source: 'areas', paint: { 'line-color': p.accentText, 'line-width': 1.5 } },
    ],
  }
}

/** Draws a PlaceMap. Its own chunk: MapLibre comes with the first map that is shown. */
export default function MapDrawing({ places, areas = none, onChoose, chosen }: MapProps) {
  const box = useRef<HTMLDivElement>(null)
  const [map, setMap] = useState<MapLibre>()
  const [error, setError] = useState<Error>()
  const colours = usePalette()
  const still = useStill()

  useEffect(() => {
    if (!box.current) return
    try {
      const m = new MapLibre({ container: box.current, style: styleOf(colours, areas), center: [116.66, 39.9], zoom: 9, attributionControl: false, fadeDuration: 0, cooperativeGestures: false })
      m.addControl(new NavigationControl({ showCompass: false }), 'top-right')
      setMap(m)
      return () => { m.remove() }
    } catch (e) {
      setError(e instanceof Error ? e : new Error('no map'))
    }
    return undefined
    // eslint-disable-next-line react-hooks/exhaustive-deps -- made once; the effects below follow changes
  }, [])

  useEffect(() => { if (map?.isStyleLoaded()) map.setStyle(styleOf(colours, areas)) }, [map, colours, areas])
  useEffect(() => { map?.getSource<GeoJSONSource>('areas')?.setData(areas) }, [map, areas])

  useEffect(() => {
    if (!map) return
    const markers = places.map((p) => {
      const element = document.createElement('button')
      element.type = 'button'
      element.className = p.key === chosen ? 'map-pin map-pin-chosen' : 'map-pin'
      element.textContent = p.name
      element.tabIndex = -1 // the list below is the keyboard's way
      element.addEventListener('click', () => onChoose?.(p.key))
      return new Marker({ element, anchor: 'bottom' }).setLngLat([...p.at]).addTo(map)
    })
    return () => { for (const m of markers) m.remove() }
  }, [map, places, chosen, onChoose])

  useEffect(() => {
    if (!map || places.length === 0) return
    const bounds = new LngLatBounds()
    for (const p of places) bounds.extend([...p.at])
    map.fitBounds(bounds, { padding: 56, maxZoom: 13, animate: !still })
  }, [map, places, still])

  if (error) throw error
  return <div ref={box} className="map-drawing" />
}
