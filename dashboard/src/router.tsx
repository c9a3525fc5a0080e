/** Addresses: #/ inbox, #/conversations/ID a thread, #/appointments the day. Behind a hash, so that any file server will do. */
import { createHashHistory, createRootRoute, createRoute, createRouter, redirect } from '@tanstack/react-router';
import { AppointmentsScreen } from './appointments/AppointmentsScreen';
import { Frame } from './frame/Frame';
import { InboxScreen } from './inbox/InboxScreen';
import { ThreadPane } from './thread/ThreadPane';

const root = createRootRoute({ component: Frame });
const inbox = createRoute({ getParentRoute: () => root, id: 'inbox', component: InboxScreen });
const noThread = createRoute({ getParentRoute: () => inbox, path: '/' });
const thread = createRoute({
  getParentRoute: () => inbox,
  path: '/conversations/$id',
  component: function Thread() {
    const { id } = thread.useParams();
    return <ThreadPane key={id} id={id} />;
  },
});
const appointments = createRoute({ getParentRoute: () => root, path: '/appointments', component: AppointmentsScreen });
const anythingElse = createRoute({
  getParentRoute: () => root,
  path: '$',
  beforeLoad: () => {
    throw redirect({ to: '/' });
  },
});

export function createDashboardRouter() {
  return createRouter({ routeTree: root.addChildren([inbox.addChildren([noThread, thread]), appointments, anythingElse]), history: createHashHistory() });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createDashboardRouter>;
  }
}
