package io.orchestratex.backup.engine.postgresql;

import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpSource;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.ProgressMonitor;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Loads one dump into a new database. Its objects and its rows must all get in. What comes after
 * the rows (keys, indexes, triggers, contents of materialized views, privileges) is tried item by
 * item, also in the way in which sessions of the application would find names, and what does not
 * get in is named. What is set for the database itself comes last, so that it governs none of this.
 */
final class DatabaseLoad {

  /** Without them all else is as it was. */
  private static final Set<String> REMARKS = Set.of("COMMENT", "SECURITY LABEL");

  /** What really needs one of these fails with it. */
  private static final Set<String> DISPENSABLE =
      Set.of("COMMENT", "SECURITY LABEL", "PROCEDURAL LANGUAGE");

  /** Act on what comes after them, or need the privileges. */
  private static final Set<String> LAST =
      Set.of("ACL", "DEFAULT ACL", "EVENT TRIGGER", "MATERIALIZED VIEW DATA");

  private static final int NAMED = 3;

  private final PgServer server;
  private final Path programs;
  private final ProgressMonitor monitor;
  private final DumpedFile file;
  private final DatabaseFacts facts;
  private final String beside;
  private final DumpSource source;
  private final List<Deviation> deviations = new ArrayList<>();
  private final Set<Definitions.Key> explained = new HashSet<>();
  private final RestoreProgram program;

  /**
   * @param beside the name to load it under
   */
  DatabaseLoad(
      PgServer server,
      Path programs,
      ProgressMonitor monitor,
      DumpedFile file,
      String beside,
      DumpSource source) {
    this.server = server;
    this.programs = programs;
    this.monitor = monitor;
    this.file = file;
    this.facts = DatabaseFacts.fromJson(file.attributes().get("database"));
    this.beside = beside;
    this.source = source;
    this.program = new RestoreProgram(server, programs, beside, options(facts), monitor);
  }

  /** How sessions that read or write this database's rows must be set, besides our own settings. */
  static String options(DatabaseFacts facts) {
    String monetary = facts.monetary();
    // A later commit flushes what these leave in memory.
    return "-c synchronous_commit=off"
        + (monetary == null ? "" : " -c lc_monetary=" + monetary.replace(" ", "\\ "));
  }

  /**
   * A database that was filled.
   *
   * @param rows what is in its tables, as it was read back
   */
  record Filled(List<Deviation> deviations, List<ObjectFact> rows) {}

  /**
   * Makes and fills the database. While keys and indexes are made, which change no row, its rows
   * are read back.
   */
  Filled run() throws IOException {
    monitor.detail(file.scope());
    create();
    ArchiveContents contents;
    try (InputStream in = source.open(file.scope())) {
      ArchiveInput input = new ArchiveInput(in);
      contents = TableSelection.of(ArchiveContents.read(input), file, deviations);
      definitions(contents);
      rows(contents, input.rest());
      input.rest().transferTo(OutputStream.nullOutputStream()); // So that all of it is verified.
    }
    List<ObjectFact> rows;
    try (BesideWork<List<ObjectFact>> reading = new BesideWork<>(monitor, this::readBack)) {
      monitor.detail(file.scope() + ": keys, indexes, privileges");
      List<ArchiveEntry> rest = section(contents, ArchiveEntry.POST_DATA);
      List<ArchiveEntry> last = contents.entries().stream().filter(DatabaseLoad::isLast).toList();
      items(contents, rest.stream().filter(each -> !isLast(each)).toList());
      items(contents, last);
      rows = reading.result();
    }
    properties();
    compare(contents);
    return new Filled(deviations, rows);
  }

  private List<ObjectFact> readBack(ProgressMonitor quiet) throws IOException {
    return new BesideDatabase(server, programs, quiet).measure(file, beside);
  }

  private void create() {
    try (Connection connection = server.connect()) {
      PgServer.execute(connection, new DatabaseStatements(facts, beside).creation());
    } catch (SQLException e) {
      throw PgServer.explained(
          "database %s cannot be made under a temporary name".formatted(file.scope()), e);
    }
  }

  private static boolean isLast(ArchiveEntry entry) {
    return LAST.contains(String.valueOf(entry.kind()))
        || (REMARKS.contains(String.valueOf(entry.kind()))
            && String.valueOf(entry.tag()).startsWith("EVENT TRIGGER "));
  }

  /** Entries of a section; those of none belong to the section of the entry before them. */
  private static List<ArchiveEntry> section(ArchiveContents contents, int section) {
    List<ArchiveEntry> chosen = new ArrayList<>();
    int current = ArchiveEntry.PRE_DATA;
    for (ArchiveEntry each : contents.entries()) {
      current = each.section() == ArchiveEntry.NONE ? current : each.section();
      if (current == section && !each.isFrame()) {
        chosen.add(each);
      }
    }
    return chosen;
  }

  private void definitions(ArchiveContents contents) throws IOException {
    List<ArchiveEntry> entries =
        section(contents, ArchiveEntry.PRE_DATA).stream().filter(each -> !isLast(each)).toList();
    Map<Integer, String> failures = program.run(contents, entries, "", null);
    boolean isPartial = file.attributes().containsKey(UnreadableTables.ATTRIBUTE);
    Map<ArchiveEntry, String> hard = new LinkedHashMap<>();
    named(entries, failures)
        .forEach((entry, reason) -> {
          // What needs a table that the backup could not take is missing with it.
          if (isPartial || DISPENSABLE.contains(String.valueOf(entry.kind()))) {
            deviates(contents, entry, reason);
          } else {
            hard.put(entry, reason);
          }
        });
    require(contents, hard);
  }

  private static Map<ArchiveEntry, String> named(
      List<ArchiveEntry> entries, Map<Integer, String> failures) {
    Map<ArchiveEntry, String> named = new LinkedHashMap<>();
    for (ArchiveEntry each : entries) {
      String reason = failures.get(each.id());
      if (reason != null) {
        named.put(each, reason);
      }
    }
    return named;
  }

  private void require(ArchiveContents contents, Map<ArchiveEntry, String> failures) {
    if (failures.isEmpty()) {
      return;
    }
    String first =
        failures.entrySet().stream()
            .limit(NAMED)
            .map(each ->
                each.getKey().kind()
                    + " "
                    + contents.nameOf(each.getKey())
                    + ": "
                    + each.getValue())
            .collect(Collectors.joining("; "));
    throw new EngineException(
        "restore.not-loaded",
        "%d objects of database %s could not be loaded: %s"
            .formatted(failures.size(), file.scope(), first));
  }

  private void rows(ArchiveContents contents, InputStream data) throws IOException {
    List<ArchiveEntry> entries = section(contents, ArchiveEntry.DATA);
    String path = paths(contents).get(1);
    Map<ArchiveEntry, String> failures = named(entries, program.run(contents, entries, path, data));
    List<ArchiveEntry> tables =
        failures.keySet().stream().filter(each -> each.is("TABLE DATA")).toList();
    if (!failures.isEmpty() && tables.size() == failures.size()) {
      withoutChecks(contents, tables);
    } else {
      require(contents, failures);
    }
  }

  /** Loads tables once more, while nothing checks their rows. */
  private void withoutChecks(ArchiveContents contents, List<ArchiveEntry> tables)
      throws IOException {
    List<String> names =
        tables.stream()
            .map(each ->
                PgServer.identifier(contents.decoded(each.schema()))
                    + "."
                    + PgServer.identifier(contents.decoded(each.tag())))
            .toList();
    try (Connection connection = server.connect(beside)) {
      CheckConstraints checks = new CheckConstraints(connection);
      checks.drop(names);
      List<String> paths = paths(contents);
      try (InputStream in = source.open(file.scope())) {
        ArchiveInput input = new ArchiveInput(in);
        ArchiveContents.read(input);
        require(contents, named(tables, program.run(contents, tables, paths.get(1), input.rest())));
      }
      checks
          .add(paths)
          .forEach((constraint, reason) -> {
            String tag = constraint.object() + " " + constraint.name();
            deviations.add(
                new Deviation(
                    "CHECK CONSTRAINT",
                    PgNames.part(file.scope()) + "." + constraint.schema() + "." + tag,
                    reason));
            explained.add(new Definitions.Key("CHECK CONSTRAINT", constraint.schema(), tag));
            explained.add(
                new Definitions.Key(constraint.on(), constraint.schema(), constraint.object()));
          });
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("the checks of " + file.scope() + " cannot be taken away", e);
    }
  }

  /**
   * Where names without a schema are looked for: nowhere, as a dump says; as sessions of the
   * application do; and everywhere.
   */
  private List<String> paths(ArchiveContents contents) {
    String set = facts.setting("search_path");
    String usual = (set == null ? "\"$user\", public" : set);
    String every =
        contents.entries().stream()
            .filter(each -> each.is("SCHEMA"))
            .map(each -> PgServer.identifier(contents.decoded(each.tag())))
            .filter(each -> !each.equals("\"public\""))
            .collect(Collectors.joining(", "));
    String own = usual.replace("\"$user\"", PgServer.identifier(facts.owner()));
    return List.of("", own, own + (every.isEmpty() ? "" : ", " + every) + ", public");
  }

  /** Carries out each that can be, and names the others. */
  private void items(ArchiveContents contents, List<ArchiveEntry> entries) throws IOException {
    List<String> paths = paths(contents);
    Map<ArchiveEntry, String> failures =
        named(entries, program.run(contents, entries, paths.getFirst(), null));
    Map<ArchiveEntry, String> reasons = new LinkedHashMap<>(failures);
    for (String path : paths.subList(1, paths.size())) {
      failures = again(contents, failures, path);
    }
    List<ArchiveEntry> keys =
        failures.keySet().stream().filter(each -> each.is("FK CONSTRAINT")).toList();
    if (!keys.isEmpty()) {
      List<ArchiveEntry> unchecked = keys.stream().map(DatabaseLoad::notValid).toList();
      Set<Integer> refused = program.run(contents, unchecked, "", null).keySet();
      for (ArchiveEntry key : keys) {
        if (!refused.contains(key.id())) {
          failures.remove(key);
          deviates(contents, key, notValid(contents, key, reasons.get(key)));
        }
      }
    }
    failures = again(contents, failures, ""); // Some need what was among the others.
    failures.forEach((entry, reason) ->
        deviates(
            contents,
            entry,
            (entry.is("MATERIALIZED VIEW DATA")
                    ? "its content could not be computed and it is empty; REFRESH MATERIALIZED VIEW"
                        + " fills it: "
                    : "it could not be made: ")
                + reason));
  }

  private Map<ArchiveEntry, String> again(
      ArchiveContents contents, Map<ArchiveEntry, String> failures, String path)
      throws IOException {
    List<ArchiveEntry> entries = List.copyOf(failures.keySet());
    return named(entries, program.run(contents, entries, path, null));
  }

  private static ArchiveEntry notValid(ArchiveEntry key) {
    String definition = String.valueOf(key.definition()).stripTrailing();
    return key.defined(definition.replaceFirst(";$", " NOT VALID;\n"));
  }

  private String notValid(ArchiveContents contents, ArchiveEntry key, @Nullable String reason) {
    String rows = "";
    try (Connection connection = server.connect(beside)) {
      rows =
          ForeignKeys.broken(
              connection, contents.decoded(key.schema()), contents.decoded(key.tag()));
    } catch (SQLException e) {
      monitor.checkpoint();
    }
    return "it was added NOT VALID, because rows break it: " + rows + reason;
  }

  private void deviates(ArchiveContents contents, ArchiveEntry entry, String reason) {
    deviations.add(new Deviation(String.valueOf(entry.kind()), contents.nameOf(entry), reason));
    explained.add(Definitions.Key.of(contents, entry));
  }

  private void properties() {
    try (Connection connection = server.connect()) {
      for (String statement : new DatabaseStatements(facts, beside).properties()) {
        try {
          PgServer.execute(connection, statement);
        } catch (SQLException e) {
          if (!connection.isValid(5)) {
            throw e;
          }
          deviations.add(
              new Deviation(
                  "DATABASE",
                  file.scope(),
                  "this could not be set: %s: %s"
                      .formatted(
                          statement.replace(PgServer.identifier(beside), file.scope()),
                          PgServer.reason(e))));
        }
      }
    } catch (SQLException e) {
      monitor.checkpoint();
      throw PgServer.explained("the settings of " + file.scope() + " could not be made", e);
    }
  }

  private void compare(ArchiveContents contents) throws IOException {
    monitor.detail(file.scope() + ": definitions");
    LoadedDefinitions loaded = new LoadedDefinitions(server, programs, monitor, beside);
    deviations.addAll(Definitions.differences(contents, loaded.contents(file), explained));
    deviations.addAll(loaded.others(file, facts, contents, explained));
  }
}
