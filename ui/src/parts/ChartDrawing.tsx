import { BarChart, LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent } from 'echarts/components'
import { init, use as install, type EChartsType } from 'echarts/core'
import { SVGRenderer } from 'echarts/renderers'
import { useEffect, useRef } from 'react'
import { usePalette } from '@/app/frame'
import { usePreferences, useStill } from '@/app/preferences'
import { fonts, textSize } from '@/app/theme'
import type { Palette } from '@/app/palette'
import { forDrawing, formatMoney, minus, symbolOf } from './amount'
import type { ChartProps } from './Chart'

install([LineChart, BarChart, GridComponent, TooltipComponent, MarkLineComponent, SVGRenderer])

/** Draws a Chart. Its own chunk: ECharts comes with the first chart that is shown. */
export default function ChartDrawing(props: ChartProps) {
  const box = useRef<HTMLDivElement>(null)
  const chart = useRef<EChartsType>(undefined)
  const colours = usePalette()
  const still = useStill()
  const { size, language } = usePreferences()
  useEffect(() => {
    if (!box.current) return
    const drawn = init(box.current, null, { renderer: 'svg' })
    chart.current = drawn
    const watch = new ResizeObserver(() => { drawn.resize() })
    watch.observe(box.current)
    return () => { watch.disconnect(); drawn.dispose() }
  }, [])
  useEffect(() => {
    chart.current?.setOption(optionOf(props, colours, textSize('ops', size) - 2, language === 'zh', still), { notMerge: true })
  }, [props, colours, size, language, still])
  return <div ref={box} className="chart-drawing" aria-hidden="true" />
}

/** 1.2 亿 in Chinese, 120M in English: an axis has little room. */
export function short(n: number, zh: boolean): string {
  return new Intl.NumberFormat(zh ? 'zh-CN' : 'en', { notation: 'compact', maximumFractionDigits: 1 }).format(n)
}

function optionOf({ kind, labels, series, money }: ChartProps, p: Palette, text: number, zh: boolean, still: boolean): Record<string, unknown> {
  const hues = [p.accentText, p.warn, p.info, p.good, p.soft]
  const number = (v: number | string | null) => (v === null ? null : money ? forDrawing(String(v), money) : Number(v))
  return {
    animation: !still,
    animationDuration: 140,
    animationDurationUpdate: 140,
    color: hues,
    textStyle: { fontFamily: fonts, fontSize: text, color: p.soft },
    grid: { left: 8, right: series.length > 1 ? 88 : 24, top: 16, bottom: 4, containLabel: true },
    tooltip: {
      trigger: 'axis',
      renderMode: 'richText', // HTML would want inline styles, which the content policy forbids
      backgroundColor: p.paper, borderColor: p.line, textStyle: { color: p.ink, fontSize: text },
      valueFormatter: undefined,
      formatter: (at: { dataIndex: number }[]) => {
        const i = at[0]?.dataIndex ?? 0
        const line = (v: number | string | null | undefined) => (v == null ? '—' : money ? formatMoney(String(v), money) : String(v))
        return [labels[i], ...series.map((s) => `${s.name}  ${line(s.values[i])}`)].join('\n')
      },
    },
    xAxis: {
      type: 'category', data: labels, boundaryGap: kind === 'bar',
      axisLine: { lineStyle: { color: p.line }, onZero: true }, axisTick: { show: false }, axisLabel: { color: p.soft, fontSize: text, hideOverlap: true },
    },
    yAxis: {
      type: 'value', scale: !money && kind === 'line', splitNumber: 4,
      axisLabel: { color: p.soft, fontSize: text, formatter: (v: number) => (v < 0 ? minus : '') + (money && v !== 0 ? symbolOf(money) : '') + short(Math.abs(v), zh) },
      splitLine: { lineStyle: { color: p.line } },
    },
    series: series.map((s, i) => ({
      type: kind, name: s.name, data: s.values.map(number), showSymbol: labels.length < 3, symbolSize: 6, lineStyle: { width: 2 }, barMaxWidth: 28,
      itemStyle: kind === 'bar' ? { borderRadius: 2 } : undefined,
      // The name stands at the line's end: nobody has to match colours.
      endLabel: kind === 'line' && series.length > 1 ? { show: true, formatter: s.name, color: hues[i % hues.length], fontSize: text, width: 80, overflow: 'truncate' } : undefined,
      labelLayout: { moveOverlap: 'shiftY' },
      markLine: money && i === 0 ? { silent: true, symbol: 'none', label: { show: false }, lineStyle: { color: p.edge, type: 'solid', width: 1 }, data: [{ yAxis: 0 }] } : undefined,
    })),
  }
}
