package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.Selection;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonString;
import org.jspecify.annotations.Nullable;

/** What a server has: what a backup of it holds, and what it does not. */
final class ServerCatalog {

  private static final int NAMED = 10;

  private final List<Namespace> namespaces = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();

  private ServerCatalog() {}

  /**
   * Reads it.
   *
   * @throws EngineException when there is nothing of a name that is selected
   */
  static ServerCatalog of(Server server, Selection selection) {
    ServerCatalog catalog = new ServerCatalog();
    for (String database : server.databases()) {
      if (isAbout(selection, database)) {
        catalog.add(server, database);
      }
    }
    if (selection.filters()) {
      catalog.keep(selection);
    } else {
      catalog.leftOut.addAll(besidesDatabases(server, selection.users()));
    }
    if (selection.users()) {
      catalog.addUsers(server);
    }
    return catalog;
  }

  /** Whether a selection names the database, or something in it. */
  private static boolean isAbout(Selection selection, String database) {
    return !selection.filters()
        || selection.databases().contains(database)
        || selection.collections().stream().anyMatch(name -> name.startsWith(database + "."));
  }

  private void keep(Selection selection) {
    namespaces.removeIf(each -> !selects(selection, each.name()));
    leftOut.removeIf(each -> !selects(selection, each.name()));
    Set<String> names = new HashSet<>();
    namespaces.forEach(each -> names.add(each.name()));
    leftOut.forEach(each -> names.add(each.name()));
    List<String> missing = selection.without(present(selection, names));
    if (!missing.isEmpty()) {
      throw new EngineException(
          "backup.object-unknown",
          "MongoDB has nothing of the name " + String.join(", ", missing) + ".");
    }
  }

  private static boolean selects(Selection selection, String name) {
    return selection.databases().contains(Namespace.databaseOf(name))
        || selection.collections().contains(name);
  }

  /** What of a selection is among names of collections. */
  static Selection present(Selection selection, Collection<String> names) {
    return new Selection(
        selection.databases().stream()
            .filter(database ->
                names.stream().anyMatch(name -> Namespace.databaseOf(name).equals(database)))
            .toList(),
        selection.collections().stream().filter(names::contains).toList());
  }

  /** What of a selection the server has. */
  static Selection present(Server server, Selection selection) {
    Set<String> names = new HashSet<>();
    for (String database : server.databases()) {
      if (isAbout(selection, database)) {
        server.all(database).keySet().forEach(name -> names.add(database + "." + name));
      }
    }
    return present(selection, names);
  }

  /** In the order of their names. */
  List<Namespace> namespaces() {
    return namespaces;
  }

  List<LeftOut> leftOut() {
    return leftOut;
  }

  private void add(Server server, String database) {
    Map<String, BsonDocument> all = server.all(database);
    all.forEach((name, info) -> {
      if (RestoreNames.restoreOf(name).isPresent() || isOfAnother(name, all)) {
        return;
      }
      if (name.startsWith("system.") && !name.equals(Namespace.FUNCTIONS)) {
        leftOut.add(ofServer(database + "." + name));
        return;
      }
      try {
        Namespace found = described(server, database, info, all);
        if (found != null) {
          namespaces.add(found);
        }
      } catch (MongoCommandException e) {
        if (!Faults.concernsOneObject(e)) {
          throw e;
        }
        leftOut.add(unreadable(database + "." + name, e));
      }
    });
  }

  private void addUsers(Server server) {
    for (String name : Accounts.COLLECTIONS) {
      try {
        Namespace found = find(server, Accounts.DATABASE, name);
        if (found != null) {
          namespaces.add(found);
        }
      } catch (MongoCommandException e) {
        if (!Faults.concernsOneObject(e)) {
          throw e;
        }
        leftOut.add(unreadable(Accounts.DATABASE + "." + name, e));
      }
    }
  }

  /** Collections that MongoDB keeps views and time series in; reported with these. */
  private static boolean isOfAnother(String name, Map<String, BsonDocument> all) {
    return name.equals("system.views")
        || (name.startsWith(Namespace.BUCKETS)
            && all.containsKey(name.substring(Namespace.BUCKETS.length())));
  }

  private static LeftOut ofServer(String name) {
    return name.endsWith(".system.profile")
        ? LeftOut.byDesign(
            "collection", name, "it holds what the profiler noted, which is no data of users.")
        : LeftOut.byDesign("collection", name, "it belongs to the server itself.");
  }

  static LeftOut unreadable(String name, MongoCommandException e) {
    return LeftOut.failed(
        "collection",
        name,
        e.getErrorCode() == Faults.UNAUTHORIZED
            ? "the account of the target may not read it; grant it the role backup."
            : Faults.reason(e) + ".");
  }

  /** A collection or view as it is now; null when there is none of that name. */
  static @Nullable Namespace find(Server server, String database, String name) {
    BsonDocument info = server.info(database, name);
    if (info == null) {
      return null;
    }
    BsonDocument buckets = server.info(database, Namespace.BUCKETS + name);
    return described(
        server,
        database,
        info,
        buckets == null ? Map.of() : Map.of(Namespace.BUCKETS + name, buckets));
  }

  private static @Nullable Namespace described(
      Server server, String database, BsonDocument info, Map<String, BsonDocument> all) {
    String name = info.getString("name").getValue();
    String type = info.getString("type", new BsonString(Namespace.COLLECTION)).getValue();
    BsonDocument stored =
        type.equals(Namespace.TIMESERIES) ? all.getOrDefault(Namespace.BUCKETS + name, info) : info;
    BsonArray indexes = new BsonArray();
    if (!type.equals(Namespace.VIEW)) {
      try {
        server.database(database).getCollection(name).listIndexes(BsonDocument.class).into(indexes);
      } catch (MongoCommandException e) {
        if (e.getErrorCode() == Faults.NAMESPACE_NOT_FOUND) {
          return null; // Dropped since it was listed.
        }
        throw e;
      }
    }
    BsonDocument metadata =
        new BsonDocument("options", info.getDocument("options", new BsonDocument()))
            .append("indexes", indexes)
            .append("uuid", new BsonString(Server.uuid(stored)))
            .append("collectionName", new BsonString(name))
            .append("type", new BsonString(type));
    return new Namespace(database, name, type, metadata);
  }

  /** What a server has besides the databases of a backup. */
  private static List<LeftOut> besidesDatabases(Server server, boolean withUsers) {
    List<LeftOut> besides = new ArrayList<>();
    if (!withUsers) {
      besides.add(
          LeftOut.byDesign(
              "accounts and roles",
              "accounts and roles",
              "they belong to the server and not to its data; order a backup with them (users), or"
                  + " make them again on another server before you restore there."));
    }
    besides.add(
        LeftOut.byDesign(
            "server settings",
            "server settings",
            "parameters, profiling levels and default read and write concerns belong to the server;"
                + " set them again on another one."));
    besides.add(
        LeftOut.byDesign(
            "databases",
            String.join(", ", server.ownDatabases()),
            "they belong to the server itself."));
    for (String name : inAdmin(server)) {
      besides.add(
          LeftOut.byDesign(
              "collection",
              "admin." + name,
              "the database admin belongs to the server; move the collection to a database of its"
                  + " own to have it in backups."));
    }
    List<String> others = server.databasesOutOfScope();
    if (!others.isEmpty()) {
      besides.add(
          LeftOut.byDesign(
              "databases",
              named(others),
              "the setting orchestratex.backup.scope.databases does not include them."));
    }
    if (server.isSharded()) {
      besides.add(
          LeftOut.byDesign(
              "sharding",
              "sharding",
              "shard keys, zones and how data lies on the shards are not kept; a restore makes"
                  + " collections that are not sharded."));
    }
    return besides;
  }

  /** Collections that users keep where they should not; none where we may not look. */
  private static List<String> inAdmin(Server server) {
    return server.inAdmin().stream()
        .filter(name -> !name.startsWith("system.") && RestoreNames.restoreOf(name).isEmpty())
        .toList();
  }

  private static String named(List<String> names) {
    int more = names.size() - NAMED;
    return String.join(", ", names.stream().limit(NAMED).toList())
        + (more > 0 ? " and " + more + " more" : "");
  }
}
