import { page } from '@/app/routes'

// Schedules first: the path of one job would take their name for an id.
export const pages = [
  page('/jobs', () => import('./Jobs')),
  page('/jobs/schedules', () => import('./Schedules')),
  page('/jobs/:id', () => import('./Job')),
]
