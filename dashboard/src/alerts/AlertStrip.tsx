/** What somebody has to look at, the gravest first; danger to life in red. Folds to the first two, on a phone to the first. */
import { Badge, Button, Group, Text } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import type { Alert } from '../feed/state';
import { useActions, useAttempt, useFeed } from '../feed/useFeed';
import { codeText, isGrave, momentText } from '../words';

export function AlertStrip() {
  const alerts = useFeed((state) => state.alerts);
  const [unfolded, setUnfolded] = useState(false);
  const shownFolded = useMediaQuery('(max-width: 800px)') ? 1 : 2;
  if (alerts.length === 0) return null;
  const shown = unfolded ? alerts : alerts.slice(0, shownFolded);
  return (
    <section aria-label={`Alerts (${alerts.length})`} aria-live="assertive" className="alerts" data-testid="alerts">
      <ul className="plain alert-list">{shown.map((alert) => <AlertItem key={alert.id} alert={alert} />)}</ul>
      {alerts.length > shownFolded && (
        <Button variant="subtle" size="compact-sm" onClick={() => setUnfolded(!unfolded)} aria-expanded={unfolded}>
          {unfolded ? 'Show fewer alerts' : `Show all ${alerts.length} alerts`}
        </Button>
      )}
    </section>
  );
}

function AlertItem({ alert }: { alert: Alert }) {
  const timeZone = useFeed((state) => state.timeZone);
  const { acknowledgeAlert, resolveAlert } = useActions();
  const attempt = useAttempt();
  const [busy, setBusy] = useState(false);
  const act = async (work: () => Promise<void>) => {
    setBusy(true);
    await attempt(work);
    setBusy(false);
  };
  const grave = isGrave(alert);
  return (
    <li className="alert" data-grave={grave} data-testid="alert-item" data-kind={alert.kind} data-status={alert.status}>
      <div className="alert-text">
        <Group gap={6}>
          <Badge size="sm" variant={grave ? 'white' : 'light'} color={grave ? 'red' : 'orange'}>{codeText(alert.kind)}</Badge>
          <Text size="xs">{momentText(alert.openedAt, timeZone)}</Text>
          {alert.acknowledgedBy && <Text size="xs">Seen by {alert.acknowledgedBy.firstName}</Text>}
        </Group>
        <Text size="sm" fw={600}>
          {alert.conversation ? <Link to="/conversations/$id" params={{ id: alert.conversation.id }} className="alert-link">{alert.title}</Link> : alert.title}
        </Text>
      </div>
      <Group gap={6} wrap="nowrap">
        {alert.status === 'OPEN' && (
          <Button size="compact-sm" variant="white" color="dark" disabled={busy} data-testid="alert-acknowledge" aria-label={`Acknowledge: ${alert.title}`} onClick={() => void act(() => acknowledgeAlert(alert.id))}>Acknowledge</Button>
        )}
        <Button size="compact-sm" variant="white" color="dark" disabled={busy} data-testid="alert-resolve" aria-label={`Resolve: ${alert.title}`} onClick={() => void act(() => resolveAlert(alert.id))}>Resolve</Button>
      </Group>
    </li>
  );
}
