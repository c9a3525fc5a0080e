/** Chooses which conversations are listed. */
import { UnstyledButton } from '@mantine/core';
import type { Choice } from '../feed/state';
import { useActions, useFeed } from '../feed/useFeed';

const shown: { choice: Choice; label: string }[] = [
  { choice: 'all', label: 'All' },
  { choice: 'needsYou', label: 'Needs you' },
  { choice: 'unread', label: 'Unread' },
  { choice: 'emergencies', label: 'Emergency' },
  { choice: 'resolved', label: 'Resolved' },
];

export function ChoiceBar() {
  const chosen = useFeed((state) => state.inbox.choice);
  const { listBy } = useActions();
  return (
    <div role="group" aria-label="Which conversations" className="choices">
      {shown.map(({ choice, label }) => (
        <UnstyledButton key={choice} className="choice" aria-pressed={choice === chosen} onClick={() => void (choice !== chosen && listBy(choice))} data-testid={`choice-${choice}`}>{label}</UnstyledButton>
      ))}
    </div>
  );
}
