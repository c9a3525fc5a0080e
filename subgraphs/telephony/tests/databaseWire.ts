import { connect, createServer, type AddressInfo, type Socket } from 'node:net';

/** The connection between application and database, which a test can cut, mend, and stop answers on. */
export interface DatabaseWire {
  /** The database's address through the wire. */
  url: string;
  /** Connections end, new ones are refused. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  /** Connections stay, and nothing passes any more, until `thaw`. */
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

export async function startDatabaseWire(databaseUrl: string): Promise<DatabaseWire> {
  const target = new URL(databaseUrl);
  // Of a Unix socket the URL names the directory.
  const directory = target.searchParams.get('host');
  const sockets = new Set<Socket>();
  let held: (() => void)[] | null = null;

  const pass = (from: Socket, to: Socket) => {
    sockets.add(from);
    from.on('data', (chunk) => (held ? held.push(() => to.write(chunk)) : to.write(chunk)));
    from.on('error', () => to.destroy());
    from.on('close', () => {
      sockets.delete(from);
      to.destroy();
    });
  };
  const server = createServer((application) => {
    const database = directory ? connect(`${directory}/.s.PGSQL.${target.port}`) : connect(Number(target.port), target.hostname);
    pass(application, database);
    pass(database, application);
  });
  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as AddressInfo;
  const url = new URL(databaseUrl);
  url.hostname = '127.0.0.1';
  url.port = String(port);
  url.searchParams.delete('host');
  return {
    url: url.href,
    cut: stop,
    mend: () => listen(port),
    freeze: () => void (held ??= []),
    thaw() {
      const waiting = held ?? [];
      held = null;
      for (const send of waiting) send();
    },
    close: stop,
  };
}
