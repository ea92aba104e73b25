package io.orchestratex.cli.backup;

import io.orchestratex.cli.output.Terminal;

/** How an exported file is restored with its stock tool. */
final class RestoreAdvice {

  private RestoreAdvice() {}

  /**
   * Prints nothing for an engine that it does not know.
   *
   * @param script whether it is no dump but a script
   */
  static void print(Terminal terminal, String engine, boolean script, String file) {
    switch (engine) {
      case "mongodb" -> terminal.say("  Restore it with: mongorestore --archive=" + file);
      case "neo4j" ->
          terminal.say(
              script
                  ? "  Load it into an empty database with: cypher-shell --fail-fast -f " + file
                  : "  Only OrchestrateX reads this form; export it with --format cypher for"
                      + " cypher-shell.");
      case "postgresql" -> {
        terminal.say(
            "  Restore it with: "
                + (script
                    ? "psql --set=ON_ERROR_STOP=1 --dbname=AN_EMPTY_DATABASE --file="
                    : "pg_restore --create --dbname=postgres ")
                + file);
        terminal.say(
            "  The roles that own something in it must exist first (CREATE ROLE; \"not part of a backup:"
                + " roles\" in ox backup show names them).");
      }
      case "redis" -> {
        terminal.say(
            "  Restore it with: stop redis-server, put the file into its dir as dump.rdb, start it with"
                + " appendonly off.");
        terminal.say(
            "  With an append-only log, see docs/runbooks/restore-without-us.md: the file must become"
                + " its base.");
      }
      case "sqlite" ->
          terminal.say(
              script
                  ? "  Restore it with: sqlite3 A_NEW_FILE.db < " + file
                  : "  It is the file itself: stop the program that uses it, copy it there, and"
                      + " remove the -wal and -shm beside it. To look into it: sqlite3 "
                      + file);
      case "volume" ->
          terminal.say(
              "  Put it into an empty volume with: docker run --rm -i -v VOLUME:/data debian tar -xp"
                  + " --strip-components=1 -C /data < "
                  + file);
      default -> {}
    }
  }
}
