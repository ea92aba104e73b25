package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a loaded database has besides rows, for comparison with its backup. */
final class LoadedDefinitions {

  private static final Pattern SEQUENCE = Pattern.compile(", (-?\\d+), (true|false)\\);\\s*$");

  private final PgServer server;
  private final Path programs;
  private final ProgressMonitor monitor;
  private final String beside;

  LoadedDefinitions(PgServer server, Path programs, ProgressMonitor monitor, String beside) {
    this.server = server;
    this.programs = programs;
    this.monitor = monitor;
    this.beside = beside;
  }

  /** Its definitions, as pg_dump writes them. */
  ArchiveContents contents(DumpedFile file) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(programs.resolve("pg_dump").toString());
    command.addAll(
        List.of(
            "--format=custom",
            "--compress=0",
            "--schema-only",
            "--encoding=" + file.attributes().getOrDefault(DatabaseDump.ENCODING, "UTF8")));
    command.addAll(server.options(beside));
    try (ChildProgram dump = new ChildProgram("pg_dump", command, server.environment(), monitor)) {
      CustomArchive.Read read;
      try {
        read = new CustomArchive(dump.output(), monitor).read();
      } catch (IOException e) {
        dump.requireSuccess(); // What pg_dump says is the better reason.
        throw e;
      }
      dump.requireSuccess();
      return read.contents();
    }
  }

  /**
   * What differs in the states of sequences, the versions of extensions and the database itself.
   */
  List<Deviation> others(
      DumpedFile file,
      DatabaseFacts facts,
      ArchiveContents contents,
      Set<Definitions.Key> explained) {
    List<Deviation> deviations = new ArrayList<>();
    try (Connection connection = server.connect(beside)) {
      for (ArchiveEntry each : contents.entries()) {
        if (each.is("SEQUENCE SET") && !explained.contains(Definitions.Key.of(contents, each))) {
          sequence(connection, contents, each, deviations);
        }
      }
      Map<String, String> wanted = Requirements.of(file.attributes()).extensions();
      Map<String, String> found = Requirements.extensions(connection);
      wanted.forEach((name, version) -> {
        String now = found.get(name);
        if (now != null && !now.equals(version)) {
          deviations.add(
              new Deviation(
                  "EXTENSION",
                  file.scope() + "." + name,
                  "it has version %s, and had %s".formatted(now, version)));
        }
      });
      if (file.attributes().containsKey(DatabaseDump.ENCODING)) { // Else of an earlier version.
        Map<String, String> now = DatabaseFacts.of(connection, beside).comparable();
        facts
            .comparable()
            .forEach((what, value) -> {
              if (!value.equals(now.get(what))) {
                deviations.add(
                    new Deviation(
                        "DATABASE",
                        file.scope(),
                        "its %s is %s, and was %s".formatted(what, now.get(what), value)));
              }
            });
      }
      for (String each : Subscriptions.enabled(file.attributes())) {
        deviations.add(
            new Deviation(
                "SUBSCRIPTION",
                file.scope() + "." + each,
                "it is disabled after a restore; ALTER SUBSCRIPTION %s ENABLE starts it, once its publisher has the replication slot"
                    .formatted(PgServer.identifier(each))));
      }
      return deviations;
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("reading the definitions of " + file.scope() + " failed", e);
    }
  }

  private static void sequence(
      Connection connection,
      ArchiveContents contents,
      ArchiveEntry entry,
      List<Deviation> deviations)
      throws SQLException {
    Matcher state = SEQUENCE.matcher(String.valueOf(entry.definition()));
    if (!state.find()) {
      return;
    }
    String name =
        PgServer.identifier(contents.decoded(entry.schema()))
            + "."
            + PgServer.identifier(contents.decoded(entry.tag()));
    String wanted = state.group(1) + ", " + state.group(2);
    String now =
        PgServer.strings(connection, "SELECT last_value || ', ' || is_called FROM " + name)
            .getFirst();
    if (!now.equals(wanted)) {
      deviations.add(
          new Deviation(
              "SEQUENCE",
              contents.nameOf(entry),
              "its state is (%s), and was (%s)".formatted(now, wanted)));
    }
  }
}
