/** What surrounds every screen: header, connection, what is urgent, and the voice for screen readers. */
import { Button, Center, Loader, Stack, Text, VisuallyHidden } from '@mantine/core';
import { Outlet } from '@tanstack/react-router';
import { AlertStrip } from '../alerts/AlertStrip';
import { useActions, useFeed } from '../feed/useFeed';
import { Header } from './Header';

export function Frame() {
  const phase = useFeed((state) => state.phase);
  const announcement = useFeed((state) => state.announcement);
  const { restart } = useActions();
  return (
    <div className="frame">
      <a className="skip" href="#main" onClick={(event) => { event.preventDefault(); document.getElementById('main')?.focus(); }}>Skip to content</a>
      <Header />
      {phase.kind === 'ready' && <AlertStrip />}
      <main id="main" className="main" tabIndex={-1}>
        {phase.kind === 'ready' && <Outlet />}
        {phase.kind === 'loading' && <Center h="100%"><Loader aria-label="Loading" /></Center>}
        {phase.kind === 'failed' && (
          <Center h="100%" p="md">
            <Stack align="center" role="alert">
              <Text fw={600}>The dashboard could not be loaded.</Text>
              <Text c="dimmed">{phase.message}</Text>
              <Button onClick={() => void restart()}>Try again</Button>
            </Stack>
          </Center>
        )}
      </main>
      <VisuallyHidden aria-live="polite" role="status">{announcement}</VisuallyHidden>
    </div>
  );
}
