package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EnginePlan;
import io.orchestratex.backup.engine.KeepCurrentSettings;
import io.orchestratex.backup.engine.ObjectFact;
import io.orchestratex.backup.engine.PlannedObject;
import io.orchestratex.backup.engine.PlannedObject.Action;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.ScopeSettings;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonDocument;
import org.bson.BsonString;

/** What a restore would do to each collection of a server; changes nothing. */
final class RestorePreview {

  private static final int NAMED_OBJECTS = 5;

  private final Server server;
  private final RestoreScope scope;
  private final KeepCurrentSettings keepCurrent;
  private final List<PlannedObject> objects = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final List<String> obstacles = new ArrayList<>();
  private final Map<String, Map<String, BsonDocument>> present = new LinkedHashMap<>();

  RestorePreview(Server server, RestoreScope scope, KeepCurrentSettings keepCurrent) {
    this.server = server;
    this.scope = scope;
    this.keepCurrent = keepCurrent;
  }

  EnginePlan plan() {
    addUsersWarning();
    Set<String> inBackup = new HashSet<>();
    for (DumpedFile file : scope.files()) {
      Set<String> series = Timeseries.of(file);
      Set<String> left = Timeseries.left(file);
      for (ObjectFact object : file.objects()) {
        inBackup.add(object.name());
        if (Accounts.is(object.name())) {
          addUsers(file, object);
        } else if (scope.selection().wants(Namespace.databaseOf(object.name()), object.name())) {
          objects.add(
              planned(file, object, series.contains(object.name()), left.contains(object.name())));
        }
      }
    }
    addKept(inBackup);
    addExpiries();
    addOutside();
    obstacles.addAll(new ViewDefinitions(server).obstacles(scope));
    addOtherCase();
    return new EnginePlan(objects, warnings, obstacles, existing());
  }

  private void addUsersWarning() {
    if (scope.selection().users()) {
      warnings.add(
          "accounts and roles of the backup are added, and those that there are get the passwords and"
              + " rights that they had; all others stay, and so do those with which OrchestrateX"
              + " signs in.");
    } else if (scope.files().stream()
        .anyMatch(file -> file.attributes().containsKey(DumpedFile.USERS))) {
      warnings.add(
          "accounts and roles of the server stay as they are; the backup holds them, ask for them"
              + " (users, --users) to have them back.");
    } else {
      warnings.add("accounts and roles of the server are not part of the backup.");
    }
  }

  private void addUsers(DumpedFile file, ObjectFact object) {
    if (!scope.selection().users() || Accounts.left(file).contains(object.name())) {
      return;
    }
    String collection = Namespace.collectionOf(object.name());
    Long now =
        server.info(Accounts.DATABASE, collection) == null
            ? null
            : count(Accounts.DATABASE, collection);
    objects.add(new PlannedObject(object.name(), now, object.count(), Action.MERGE));
  }

  private List<String> existing() {
    return present.entrySet().stream()
        .filter(each -> !each.getValue().isEmpty())
        .map(Map.Entry::getKey)
        .toList();
  }

  /** MongoDB takes no two databases whose names differ in nothing but the case of letters. */
  private void addOtherCase() {
    List<String> all = server.allDatabases();
    for (String database : present.keySet()) {
      all.stream()
          .filter(other -> other.equalsIgnoreCase(database) && !all.contains(database))
          .map(other ->
              "database %s differs from %s, which exists, only in the case of letters; MongoDB takes no two such names"
                  .formatted(database, other))
          .forEach(obstacles::add);
    }
  }

  private PlannedObject planned(DumpedFile file, ObjectFact object, boolean series, boolean left) {
    String name = object.name();
    String database = Namespace.databaseOf(name);
    String collection = Namespace.collectionOf(name);
    BsonDocument now = present.computeIfAbsent(database, server::collections).get(collection);
    boolean view = now != null && type(now).equals(Namespace.VIEW);
    boolean seriesNow = now != null && type(now).equals(Namespace.TIMESERIES);
    Long count = now == null || view ? null : count(database, stored(collection, seriesNow));
    if (left) {
      return PlannedObject.skipped(
          name, count, object.count(), Timeseries.REASON + "; to have it back, " + Timeseries.WAY);
    }
    if (!RestoreNames.isWanted(scope, keepCurrent, name)) {
      return PlannedObject.skipped(name, count, object.count(), KeepCurrentSettings.REASON);
    }
    if (view) {
      warnings.add(
          name
              + " is a view now and a collection in the backup: the view goes (it is in the safety"
              + " backup), and the collection takes its place.");
    } else if (series && now != null && seriesNow) {
      Namespace live = new Namespace(database, collection, Namespace.TIMESERIES, now);
      if (Timeseries.isTooLarge(Timeseries.size(server, live))) {
        obstacles.add(Timeseries.tooLargeNow(name));
      }
    } else if (seriesNow) {
      obstacles.add(
          name
              + " is a time series collection now, which MongoDB does not rename, and another one in"
              + " the backup; export a backup of it, drop it, then restore again");
    }
    if (series) {
      warnings.add(
          name
              + " is a time series: its buckets are counted, in which MongoDB keeps the documents, and"
              + " it is away while they are put in place.");
    }
    return new PlannedObject(
        name,
        count,
        object.count(),
        now == null ? Action.CREATE : Action.REPLACE,
        Expiration.after(file, name));
  }

  /** What is counted of a series: its buckets, as in backups. */
  private static String stored(String collection, boolean series) {
    return series ? Namespace.BUCKETS + collection : collection;
  }

  private static String type(BsonDocument info) {
    return info.getString("type", new BsonString(Namespace.COLLECTION)).getValue();
  }

  private long count(String database, String collection) {
    return server.database(database).getCollection(collection).estimatedDocumentCount();
  }

  private void addKept(Set<String> inBackup) {
    present.forEach((database, collections) ->
        collections.forEach((collection, info) -> {
          String name = database + "." + collection;
          if (!inBackup.contains(name)
              && scope.selection().wants(database, name)
              && !type(info).equals(Namespace.VIEW)) {
            boolean series = type(info).equals(Namespace.TIMESERIES);
            long count = count(database, stored(collection, series));
            objects.add(new PlannedObject(name, count, null, Action.KEEP));
          }
        }));
  }

  /** What is not backed up has no safety backup either. */
  private void addOutside() {
    objects.stream()
        .filter(object -> object.action() == Action.REPLACE || object.action() == Action.CREATE)
        .map(object -> Namespace.databaseOf(object.name()))
        .distinct()
        .filter(database -> !server.isInScope(database))
        .filter(database -> !present.getOrDefault(database, Map.of()).isEmpty())
        .map(ScopeSettings::outside)
        .forEach(obstacles::add);
  }

  private void addExpiries() {
    List<String> expiring =
        objects.stream()
            .filter(object -> object.expiresAfterSeconds() != null)
            .map(PlannedObject::name)
            .toList();
    if (!expiring.isEmpty()) {
      int more = expiring.size() - NAMED_OBJECTS;
      warnings.add(
          "records of "
              + String.join(", ", expiring.stream().limit(NAMED_OBJECTS).toList())
              + (more > 0 ? " and " + more + " more" : "")
              + " expire by their age (TTL); those of the backup that are older than that go soon"
              + " after the restore.");
    }
  }
}
