package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.LeftOut;
import io.orchestratex.backup.engine.MalformedDumpException;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What mongodump has written: each collection with its documents. */
final class StockDump {

  private static final Set<String> OF_THE_SERVER = Set.of("admin", "config", "local");
  private static final Pattern DATABASE = Pattern.compile("[^/\\\\. \"$*<>:|?\\p{Cntrl}]{1,63}");
  private static final int MAX_NAME = 255;

  private final String serverVersion;
  private final List<Collection> collections = new ArrayList<>();
  private final List<LeftOut> leftOut = new ArrayList<>();
  private final Set<String> names = new HashSet<>();

  /** Opens the documents of a collection, unpacked. */
  @FunctionalInterface
  interface Opener {
    InputStream open() throws IOException;
  }

  /** A collection or view, and where its documents are. */
  record Collection(Namespace namespace, Opener documents) {}

  /**
   * @param serverVersion of the server that was dumped; empty when it is not said
   */
  StockDump(String serverVersion) {
    this.serverVersion = serverVersion;
  }

  String serverVersion() {
    return serverVersion;
  }

  List<Collection> collections() {
    return List.copyOf(collections);
  }

  List<LeftOut> leftOut() {
    return List.copyOf(leftOut);
  }

  /**
   * Adds a collection, unless backups never hold such a one.
   *
   * @return whether it was added
   */
  boolean add(Namespace namespace, Opener documents) throws MalformedDumpException {
    requireName(namespace);
    if (!isTaken(namespace)) {
      return false;
    }
    if (!names.add(namespace.name())) {
      throw new MalformedDumpException("it holds " + namespace.name() + " twice");
    }
    collections.add(new Collection(namespace, documents));
    return true;
  }

  /** Whether it becomes a part of a backup; what does not is noted. */
  private boolean isTaken(Namespace namespace) {
    if (OF_THE_SERVER.contains(namespace.database())) {
      leave(
          "database",
          namespace.database(),
          "it belongs to the server that was dumped: accounts, roles, settings.");
      return false;
    }
    if (namespace.collection().startsWith("system.")
        && !namespace.collection().equals(Namespace.FUNCTIONS)) {
      leave("collection", namespace.name(), "the server keeps it by itself.");
      return false;
    }
    return true;
  }

  /** Notes the changes that mongodump took down beside the collections. */
  void leaveOplog() {
    leave(
        "changes while it was dumped",
        "oplog",
        "the collections are as mongodump read them, one after the other; only mongorestore"
            + " --oplogReplay brings all to one moment.");
  }

  void leaveAccounts(String database) {
    leave("accounts and roles", database, "an import holds none.");
  }

  private void leave(String kind, String name, String reason) {
    LeftOut what = LeftOut.byDesign(kind, name, reason);
    if (!leftOut.contains(what)) {
      leftOut.add(what);
    }
  }

  private static void requireName(Namespace namespace) throws MalformedDumpException {
    String collection = namespace.collection();
    if (!DATABASE.matcher(namespace.database()).matches()) {
      throw new MalformedDumpException("no database can be called " + shown(namespace.database()));
    }
    if (collection.isEmpty()
        || collection.indexOf('\0') >= 0
        || collection.startsWith(".")
        || collection.contains("$")
        || namespace.name().length() > MAX_NAME) {
      throw new MalformedDumpException("no collection can be called " + shown(collection));
    }
  }

  /** A name that may hold anything, for people. */
  static String shown(String name) {
    String plain = name.replaceAll("\\p{Cntrl}", "?");
    return "\"" + (plain.length() > 80 ? plain.substring(0, 80) + "…" : plain) + "\"";
  }
}
