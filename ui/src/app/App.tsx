import { QueryClientProvider } from '@tanstack/react-query'
import { lazy, Suspense, type ReactNode } from 'react'
import { Redirect, Route, Switch } from 'wouter'
import { queryClient } from '@/api/queries'
import { Guard } from '@/parts/Guard'
import { Loading } from '@/parts/Loading'
import { StepUpProvider } from '@/parts/StepUp'
import { Frame } from './frame'
import { faces, type Face } from './palette'

const faceOf: Record<Face, ReturnType<typeof lazy>> = {
  people: lazy(() => import('@/faces/people/index')),
  business: lazy(() => import('@/faces/business/index')),
  government: lazy(() => import('@/faces/government/index')),
  kiosk: lazy(() => import('@/faces/kiosk/index')),
  ops: lazy(() => import('@/faces/ops/index')),
}
const Design = lazy(() => import('@/design/index'))
const SignIn = lazy(() => import('./signin/index'))
const Choose = lazy(() => import('./Choose'))

function Framed({ face, children }: { face: Face; children: ReactNode }) {
  return (
    <Frame face={face}>
      <Guard>
        <StepUpProvider>
          <Suspense fallback={<Loading whole />}>{children}</Suspense>
        </StepUpProvider>
      </Guard>
    </Frame>
  )
}

/** The whole of the web: the five faces, signing in, the choice of a face, and the page that shows every part. */
export function App() {
  return (
    <QueryClientProvider client={queryClient}>
      <Switch>
        {faces.map((face) => {
          const FacePages = faceOf[face]
          return (
            <Route key={face} path={`/${face}`} nest>
              <Framed face={face}><FacePages /></Framed>
            </Route>
          )
        })}
        <Route path="/sign-in" nest><Framed face="people"><SignIn /></Framed></Route>
        <Route path="/design" nest><Design /></Route>
        <Route path="/"><Framed face="people"><Choose /></Framed></Route>
        <Route><Redirect to="/" /></Route>
      </Switch>
    </QueryClientProvider>
  )
}
