import { DownloadOutlined, PrinterOutlined, SafetyCertificateOutlined } from '@ant-design/icons'
import Button from 'antd/es/button'
import { useRef } from 'react'
import { useWords } from '@/app/i18n'
import { Empty } from './Empty'
import { words } from './words'

export interface DocumentProps {
  title: string
  /** Address on this site. */
  src: string
  /** Media type: PDF and pictures are shown, all else is offered for download. */
  type: string
  /** Name of the downloaded file. */
  file?: string
  pages?: number
  /** Carries the bank's electronic seal. */
  sealed?: boolean
  height?: number
}

/** A document with download and print. */
export function DocumentView({ title, src, type, file, pages, sealed, height = 480 }: DocumentProps) {
  const w = useWords(words)
  const frame = useRef<HTMLIFrameElement>(null)
  const picture = type.startsWith('image/')
  const shown = picture || type === 'application/pdf'
  const print = () => {
    const inner = frame.current?.contentWindow
    if (inner) inner.print()
    else window.open(src, '_blank', 'noopener')
  }
  return (
    <figure className="document">
      <figcaption>
        <span className="document-title">{title}</span>
        {pages !== undefined && <span className="document-note">{w.pages(pages)}</span>}
        {sealed && <span className="document-sealed"><SafetyCertificateOutlined aria-hidden="true" />{w.sealed}</span>}
        <span className="document-buttons">
          <Button icon={<DownloadOutlined />} href={src} download={file ?? title}>{w.download}</Button>
          {shown && <Button icon={<PrinterOutlined />} onClick={print}>{w.print}</Button>}
        </span>
      </figcaption>
      {picture && <img src={src} alt={title} />}
      {shown && !picture && <iframe ref={frame} src={src} title={title} style={{ height }} />}
      {!shown && <Empty title={w.noPreview} />}
    </figure>
  )
}
