/** The name of the database's host is unknown, and nothing is there that calls could be answered from until it is known. */
export class UnknownDatabaseHost extends Error {
  constructor(readonly host: string) {
    super(`there is no host ${host}`);
    this.name = 'UnknownDatabaseHost';
  }
}
