/** Asks for e-mail address and password. */
import { Alert, Button, Center, Paper, PasswordInput, Stack, Text, TextInput, Title } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { NeverMissCallError } from '../../../sdk/errors';
import { wordsFor } from '../feed/phases';
import { useSession } from './SessionContext';

export function LoginScreen() {
  const session = useSession();
  const [problem, setProblem] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);

  async function submit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    setProblem(null);
    try {
      await session.login({ email: String(form.get('email')).trim(), password: String(form.get('password')) });
    } catch (error) {
      setProblem(error instanceof NeverMissCallError && error.code === 'AUTH_CREDENTIALS_INVALID' ? 'E-mail address or password is wrong. After five wrong tries, wait 15 minutes.' : wordsFor(error));
      setBusy(false);
    }
  }

  return (
    <Center component="main" mih="100dvh" p="md">
      <Paper withBorder shadow="sm" p="xl" w="100%" maw={400} radius="lg">
        <form onSubmit={(event) => void submit(event)}>
          <Stack>
            <div>
              <Title order={1} size="h2">NeverMissCall</Title>
              <Text c="dimmed">Log in to see your calls and texts.</Text>
            </div>
            {problem && <Alert color="red" role="alert">{problem}</Alert>}
            <TextInput name="email" label="E-mail or username" placeholder="you@your-business.com" autoComplete="username" autoCapitalize="none" required withAsterisk={false} autoFocus data-testid="login-email" />
            <PasswordInput name="password" label="Password" placeholder="Your password" autoComplete="current-password" required withAsterisk={false} data-testid="login-password" />
            <Button type="submit" loading={busy} data-testid="login-submit">Log in</Button>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
