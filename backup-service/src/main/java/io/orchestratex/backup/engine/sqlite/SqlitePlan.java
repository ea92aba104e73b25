package io.orchestratex.backup.engine.sqlite;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a restore would do to the tables of a file. */
final class SqlitePlan {

  private final Path file;
  private final List<DumpedFile> dumped;
  private final Duration lockWait;
  private final List<String> warnings = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();

  SqlitePlan(Path file, List<DumpedFile> dumped, Duration lockWait) {
    this.file = file;
    this.dumped = dumped;
    this.lockWait = lockWait;
  }

  EnginePlan plan() {
    boolean exists = Files.exists(file);
    Map<String, Long> now = exists ? now() : Map.of();
    List<PlannedObject> objects = new ArrayList<>();
    for (DumpedFile each : dumped) {
      notes(each);
      for (ObjectFact object : each.objects()) {
        Long current = now.get(object.name());
        objects.add(
            new PlannedObject(
                object.name(),
                current,
                object.count(),
                current == null ? Action.CREATE : Action.REPLACE));
      }
    }
    now.forEach((name, count) -> {
      if (objects.stream().noneMatch(object -> object.name().equals(name))) {
        objects.add(new PlannedObject(name, count, null, Action.DROP));
      }
    });
    for (String user : exists ? FileUsers.of(file) : List.<String>of()) {
      obstacles.add(
          "%s is open in %s; stop that program, then plan again: it would go on with the previous data."
              .formatted(file, user));
    }
    return new EnginePlan(
        objects, warnings, obstacles, exists ? List.of(Contents.DATABASE) : List.of());
  }

  private void notes(DumpedFile each) {
    if (RawCopy.isOne(each)) {
      obstacles.add(
          "the backup holds the file as it was, damaged, for a person to look at: export it"
              + " (ox backup export), and restore an older backup.");
    }
    String orphans = each.attributes().get(Contents.ORPHANS);
    if (orphans != null) {
      warnings.add(
          orphans
              + " rows have foreign keys that lead nowhere, as they had when the backup was taken.");
    }
    String unchecked = each.attributes().get(Contents.UNCHECKED);
    if (unchecked != null) {
      warnings.add(
          "the indexes of "
              + unchecked
              + " are as they were backed up, but only the application, which brings their"
              + " collation or function, can check them.");
    }
  }

  /** The tables that there are, with their rows; none where the file cannot be read. */
  private Map<String, Long> now() {
    Map<String, Long> now = new TreeMap<>();
    try (Connection live = Databases.live(file, lockWait)) {
      now.put(Contents.DATABASE + ".sqlite_schema", count(live, "sqlite_schema"));
      for (Table table : Table.all(live)) {
        now.put(Contents.DATABASE + "." + table.name(), count(live, table.name()));
      }
      return now;
    } catch (SQLException e) {
      EngineException fault = SqliteFaults.explained(file, e);
      if (!SqliteFaults.isOfTheFile(fault)) {
        throw fault;
      }
      warnings.add(
          file
              + " is damaged or no database now; the safety backup keeps it as it is, as a file to"
              + " export.");
      return Map.of();
    }
  }

  private static long count(Connection live, String table) throws SQLException {
    try (Statement statement = live.createStatement();
        ResultSet result =
            statement.executeQuery("SELECT count(*) FROM " + Databases.quoted(table))) {
      return result.next() ? result.getLong(1) : 0;
    }
  }
}
