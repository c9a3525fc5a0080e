/** What somebody has to look at, the gravest first. Folds to two lines; to one on a phone and beside an open thread. */
import { Button, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useParams } from '@tanstack/react-router';
import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useFeed } from '../feed/useFeed';
import { phone } from '../frame/screenSize';
import { alertSubject, isGrave } from '../words';
import { AlertItem } from './AlertItem';

export function AlertStrip() {
  const alerts = useFeed((state) => state.alerts);
  const { id: openThread } = useParams({ strict: false });
  const onPhone = useMediaQuery(phone);
  const [unfolded, setUnfolded] = useState(false);
  const list = useRef<HTMLUListElement>(null);
  const { noteActing, forgetActing } = useNextFocus(list);
  const { moreBelow, look } = useMoreBelow(list);
  if (alerts.length === 0) return null;
  const shownFolded = onPhone || openThread ? 1 : 2;
  const shown = unfolded ? alerts : alerts.slice(0, shownFolded);
  const hidden = alerts.length - shownFolded;
  const urgent = alerts.find((alert) => isGrave(alert) && alert.status === 'OPEN');
  return (
    <section aria-label={`Alerts (${alerts.length})`} className="alerts" data-testid="alerts">
      <VisuallyHidden role="alert">{urgent && `${urgent.title}, ${alertSubject(urgent) ?? ''}`}</VisuallyHidden>
      <div className="alert-box">
        <ul ref={list} className="plain alert-list" onScroll={look}>
          {shown.map((alert) => <AlertItem key={alert.id} alert={alert} onActing={() => noteActing(alert.id)} onRefused={forgetActing} />)}
        </ul>
        {moreBelow && <p className="alert-below" aria-hidden>Scroll for more ↓</p>}
      </div>
      {hidden > 0 && (
        <Button variant="subtle" size="compact-sm" className="alert-more" onClick={() => setUnfolded(!unfolded)} aria-expanded={unfolded} aria-label={unfolded ? 'Fewer alerts' : `${hidden} more alerts`} data-testid="alerts-more">
          {unfolded ? 'Fewer' : `${hidden} more`}
        </Button>
      )}
    </section>
  );
}

/** The button pressed goes with its alert: focus moves to the next alert, or to the page below when there is none. */
function useNextFocus(list: React.RefObject<HTMLUListElement | null>) {
  const alerts = useFeed((state) => state.alerts);
  const acting = useRef<{ next: string | undefined } | null>(null);
  useEffect(() => {
    if (!acting.current) return;
    const { next } = acting.current;
    acting.current = null;
    const { activeElement } = document;
    if (activeElement !== document.body && !list.current?.contains(activeElement)) return;
    const items = [...(list.current?.children ?? [])] as HTMLElement[];
    const item = items.find(({ dataset }) => dataset['id'] === next) ?? items[0];
    (item?.querySelector<HTMLElement>('button') ?? document.getElementById('main'))?.focus();
  }, [alerts, list]);
  return {
    noteActing(id: string) {
      const at = alerts.findIndex((alert) => alert.id === id);
      acting.current = { next: (alerts[at + 1] ?? alerts[at - 1])?.id };
    },
    forgetActing() {
      acting.current = null;
    },
  };
}

/** Whether the list goes on below what it shows. */
function useMoreBelow(list: React.RefObject<HTMLUListElement | null>) {
  const [moreBelow, setMoreBelow] = useState(false);
  const look = () => {
    const box = list.current;
    setMoreBelow(Boolean(box && box.scrollHeight - box.scrollTop - box.clientHeight > 8));
  };
  useLayoutEffect(look);
  return { moreBelow, look };
}
