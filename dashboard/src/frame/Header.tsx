/** Name of the business, the two screens, whether the page is live, and the user's menu. */
import { Avatar, Badge, Group, Menu, Text, Tooltip, UnstyledButton } from '@mantine/core';
import { Link, useLocation } from '@tanstack/react-router';
import { businessOf } from '../feed/state';
import { useFeed } from '../feed/useFeed';
import { useSession } from '../session/SessionContext';

const connectionWords = {
  connected: { text: 'Live', color: 'green', hint: 'Everything on this page is up to date.' },
  connecting: { text: 'Connecting', color: 'gray', hint: 'Connecting to the server.' },
  idle: { text: 'Connecting', color: 'gray', hint: 'Connecting to the server.' },
  reconnecting: { text: 'Reconnecting', color: 'orange', hint: 'The connection was lost. What is missed will be caught up.' },
};

export function Header() {
  const me = useFeed((state) => state.me);
  const connection = useFeed((state) => state.connection);
  const session = useSession();
  const onAppointments = useLocation().pathname.startsWith('/appointments');
  const business = useFeed((state) => businessOf(state)?.businessName);
  const { text, color, hint } = connectionWords[connection];
  return (
    <header className="header">
      <Group gap="sm" wrap="nowrap" miw={0} className="title">
        <Text component="h1" fw={700} lineClamp={2} className="business">{business ?? 'NeverMissCall'}</Text>
        <Tooltip label={hint}>
          <Badge variant="light" color={color} role="status" data-testid="connection-state" data-state={connection} className="connection">{text}</Badge>
        </Tooltip>
      </Group>
      <nav aria-label="Screens" className="nav">
        <Link to="/" className="nav-link" data-current={!onAppointments} data-testid="nav-inbox">Inbox</Link>
        <Link to="/appointments" className="nav-link" data-current={onAppointments} data-testid="nav-appointments">Appointments</Link>
      </nav>
      <Menu position="bottom-end" withinPortal>
        <Menu.Target>
          <UnstyledButton aria-label="Your account" className="account" data-testid="user-menu">
            <Avatar color="cyan" radius="xl" size={34}>{me ? `${me.firstName[0] ?? ''}${me.lastName[0] ?? ''}` : ''}</Avatar>
          </UnstyledButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Label>{me ? `${me.firstName} ${me.lastName}, ${me.role?.name ?? 'no role'}` : 'Account'}</Menu.Label>
          <Menu.Item onClick={() => void session.logout()} data-testid="logout">Log out</Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </header>
  );
}
