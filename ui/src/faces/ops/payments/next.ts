/** The oldest other payment that waits for the bank, of a list whose newest stands first. */
export function nextOf(queue: readonly { id: string; state: string; approval?: string }[], id: string): string | undefined {
  return queue.findLast((o) => o.id !== id && o.state === 'proposed' && !o.approval)?.id
}
