/** One line: who, what, the last words and since when, which leads to the conversation; danger to life in red. */
import { Badge, Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import type { Alert } from '../feed/state';
import { useActions, useFeed, useOneAct } from '../feed/useFeed';
import { alertSubject, codeText, isGrave, lastWords, momentText, shortTitle } from '../words';

interface Props {
  alert: Alert;
  onActing: () => void;
  onRefused: () => void;
}

export function AlertItem({ alert, onActing, onRefused }: Props) {
  const { acknowledgeAlert, resolveAlert } = useActions();
  const { busy, act } = useOneAct();
  const subject = alertSubject(alert);
  const name = subject ? `${alert.title}, ${subject}` : alert.title;
  const press = async (work: (id: string) => Promise<void>) => {
    onActing();
    if (!(await act(() => work(alert.id)))) onRefused();
  };
  return (
    <li className="alert" data-grave={isGrave(alert)} data-testid="alert-item" data-id={alert.id} data-kind={alert.kind} data-status={alert.status}>
      {alert.conversation
        ? <Link to="/conversations/$id" params={{ id: alert.conversation.id }} className="alert-line alert-link"><AlertLine alert={alert} /></Link>
        : <div className="alert-line"><AlertLine alert={alert} /></div>}
      {alert.status === 'OPEN' && (
        <Button size="compact-sm" variant="white" color="dark" aria-disabled={busy} data-testid="alert-acknowledge" aria-label={`Acknowledge: ${name}`} onClick={() => void press(acknowledgeAlert)}>Acknowledge</Button>
      )}
      <Button size="compact-sm" variant="white" color="dark" className="alert-resolve" aria-disabled={busy} data-testid="alert-resolve" aria-label={`Resolve: ${name}`} onClick={() => void press(resolveAlert)}>Resolve</Button>
    </li>
  );
}

function AlertLine({ alert }: { alert: Alert }) {
  const timeZone = useFeed((state) => state.timeZone);
  const grave = isGrave(alert);
  const subject = alertSubject(alert);
  const words = lastWords(alert);
  return (
    <>
      <span className="alert-what">
        <Badge size="sm" variant={grave ? 'white' : 'light'} color={grave ? 'red' : 'orange'} className="alert-kind">{codeText(alert.kind)}</Badge>
        {subject && <strong className="alert-who">{subject}</strong>}
        <span className={subject ? 'alert-title' : 'alert-title alert-who'}>{shortTitle(alert)}</span>
      </span>
      <span className="alert-said">
        <span className="alert-since"><span className="wide">since </span>{momentText(alert.openedAt, timeZone)}{alert.acknowledgedBy && `, seen by ${alert.acknowledgedBy.firstName}`}</span>
        {words && <q className="alert-words">{words}</q>}
      </span>
    </>
  );
}
