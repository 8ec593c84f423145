// The start of the ops face lives with the dashboard, whose figures it shows.
export { default } from './dashboard/Start'
