import { useQuery } from '@tanstack/react-query'
import { api, must } from '@/api/client'
import { useMay } from '@/faces/ops/parties/shared'

/** The bank's people as choices, where the hat may read them. */
export function useStaff(): { value: string; label: string }[] {
  const may = useMay()
  const { data } = useQuery({
    queryKey: ['staff', 'choices'],
    queryFn: ({ signal }) => must(api.GET('/v1/staff', { params: { query: { limit: 200 } }, signal })),
    enabled: may('staff.read'),
    staleTime: 300_000,
  })
  return (data?.items ?? []).map((s) => ({ value: s.person, label: [s.name ?? s.person, s.title, s.number].filter(Boolean).join(' · ') }))
}
