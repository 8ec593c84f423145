import type { Language } from '@/app/preferences'

/** One faulty place of an input, as the bank names it. */
export interface Fault {
  /** JSON pointer into the body, or `query:name`, `path:name`, `header:name`. */
  path: string
  detail: string
  detailZh: string
}

/** What the bank answers when it refuses: Problem Details (RFC 9457) in both languages. */
export interface ProblemBody {
  title: string
  status: number
  detail: string
  detailZh: string
  detailEn: string
  /** A stable word for programs: `ledger.account_unknown`. */
  code: string
  /** The request id, to be quoted when asking for help. */
  instance: string
  errors?: Fault[]
}

/** A refusal, or that no answer came (`status` 0). Shown by ErrorView and, at the fields of a form, by SchemaForm. */
export class Problem extends Error {
  readonly status: number
  readonly code: string
  readonly request: string
  readonly faults: readonly Fault[]
  private readonly says: { zh: string; en: string }

  constructor(body: Partial<ProblemBody>) {
    super(body.detailEn ?? body.detail ?? body.code ?? 'problem')
    this.name = 'Problem'
    this.status = body.status ?? 0
    this.code = body.code ?? 'ui.unknown'
    this.request = body.instance ?? ''
    this.faults = body.errors ?? []
    this.says = { zh: body.detailZh ?? body.detail ?? '', en: body.detailEn ?? body.detail ?? '' }
  }

  /** What is wrong and what to do. */
  sentence(language: Language): string {
    return this.says[language]
  }

  /** Whether it asks for a fresh proof of who is there. */
  get wantsStepUp(): boolean {
    return /step_?up/.test(this.code)
  }
}

const lost = {
  code: 'ui.no_answer',
  detailZh: '没有收到银行的答复。请检查网络后重试；已提交的办理不会重复入账。',
  detailEn: 'No answer came from the bank. Check your connection and try again; what you have sent is never booked twice.',
}

const unreadable = (status: number) => ({
  status,
  code: 'ui.unreadable_answer',
  detailZh: '银行的答复无法读取。请稍后重试，仍不行时请联系客服。',
  detailEn: 'The answer of the bank can’t be read. Try again shortly; if it stays so, ask for help.',
})

/** Makes a Problem of whatever was thrown or answered. */
export function problemOf(error: unknown, status = 0): Problem {
  if (error instanceof Problem) return error
  if (typeof error === 'object' && error !== null && 'code' in error && 'detail' in error) return new Problem(error as ProblemBody)
  return new Problem(status === 0 ? lost : unreadable(status))
}
