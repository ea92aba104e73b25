package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.RestoreScope;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;

/** Reads the definitions of views, and changes them. */
final class ViewDefinitions {

  /** Attribute of a file: the views of its databases. */
  static final String ATTRIBUTE = "view_definitions";

  /** The same in backups of earlier versions, as extended JSON. */
  private static final String JSON_ATTRIBUTE = "views";

  private static final String VIEWS = "views";

  private final Server server;

  ViewDefinitions(Server server) {
    this.server = server;
  }

  /** The views among the namespaces, for {@link #ATTRIBUTE}. */
  static String attribute(List<Namespace> namespaces) {
    BsonArray views = new BsonArray();
    for (Namespace namespace : namespaces) {
      if (namespace.isView()) {
        views.add(
            new BsonDocument("db", new BsonString(namespace.database()))
                .append("name", new BsonString(namespace.collection()))
                .append("options", namespace.options()));
      }
    }
    return Bson.text(new BsonDocument(VIEWS, views));
  }

  /** The views of a backup that are wanted, and their definitions, by database and name. */
  private static List<BsonDocument> wanted(RestoreScope scope) {
    List<BsonDocument> wanted = new ArrayList<>();
    for (DumpedFile file : scope.files()) {
      String text =
          file.attributes().getOrDefault(ATTRIBUTE, file.attributes().get(JSON_ATTRIBUTE));
      if (text != null) {
        for (BsonValue each : Bson.document(text).getArray(VIEWS, new BsonArray())) {
          BsonDocument view = each.asDocument();
          String database = databaseOf(view);
          if (scope.selection().wants(database, database + "." + nameOf(view))) {
            wanted.add(view);
          }
        }
      }
    }
    return wanted;
  }

  private static String databaseOf(BsonDocument view) {
    return view.getString("db").getValue();
  }

  private static String nameOf(BsonDocument view) {
    return view.getString("name").getValue();
  }

  /**
   * One change for each view of the backup that is wanted.
   *
   * @throws EngineException when one is a collection now, which no view may replace
   */
  List<ViewChange> changes(RestoreScope scope) {
    return wanted(scope).stream()
        .map(view -> {
          String database = databaseOf(view);
          String name = nameOf(view);
          return new ViewChange(
              database, name, current(database, name), definition(view.getDocument("options")));
        })
        .toList();
  }

  /** What keeps a restore from defining the views of the backup, for its plan. */
  List<String> obstacles(RestoreScope scope) {
    return wanted(scope).stream()
        .filter(view -> {
          BsonDocument now = server.info(databaseOf(view), nameOf(view));
          return now != null && !isView(now);
        })
        .map(view -> inTheWay(databaseOf(view), nameOf(view)))
        .toList();
  }

  private static String definition(BsonDocument options) {
    BsonDocument definition = new BsonDocument("viewOn", value(options, "viewOn"));
    definition.append("pipeline", value(options, "pipeline"));
    if (options.containsKey("collation")) {
      definition.append("collation", options.get("collation"));
    }
    return Bson.text(definition);
  }

  /** The change that makes place for a collection of the backup; empty where none is needed. */
  Optional<ViewChange> removal(String database, String name) {
    BsonDocument now = server.info(database, name);
    return now != null && isView(now)
        ? Optional.of(new ViewChange(database, name, current(database, name), ""))
        : Optional.empty();
  }

  private static BsonValue value(BsonDocument options, String name) {
    return options.getOrDefault(name, BsonNull.VALUE);
  }

  void apply(ViewChange change) {
    define(change, change.after());
  }

  private void define(ViewChange change, String definition) {
    if (definition.isEmpty() && !isView(change)) {
      return; // A collection may have its place by now.
    }
    if (same(definition, current(change.database(), change.view()))) {
      return;
    }
    server.database(change.database()).getCollection(change.view()).drop();
    if (!definition.isEmpty()) {
      BsonDocument command = new BsonDocument("create", new BsonString(change.view()));
      command.putAll(Bson.document(definition));
      server.database(change.database()).runCommand(command);
    }
  }

  /** Puts the old definition back. A collection that was made in its place meanwhile stays. */
  void undo(ViewChange change) {
    BsonDocument now = server.info(change.database(), change.view());
    if (now == null || isView(now)) {
      define(change, change.before());
    }
  }

  boolean isApplied(ViewChange change) {
    return change.after().isEmpty()
        ? !isView(change)
        : same(change.after(), current(change.database(), change.view()));
  }

  private boolean isView(ViewChange change) {
    BsonDocument now = server.info(change.database(), change.view());
    return now != null && isView(now);
  }

  private static boolean same(String definition, String other) {
    return definition.isEmpty() || other.isEmpty()
        ? definition.equals(other)
        : CollectionDefinition.same(Bson.document(definition), Bson.document(other));
  }

  private static boolean isView(BsonDocument info) {
    return info.getString("type").getValue().equals(Namespace.VIEW);
  }

  private String current(String database, String name) {
    BsonDocument now = server.info(database, name);
    if (now == null) {
      return "";
    }
    if (!isView(now)) {
      throw new EngineException("restore.view-is-collection", inTheWay(database, name));
    }
    return definition(now.getDocument("options"));
  }

  private static String inTheWay(String database, String name) {
    return database
        + "."
        + name
        + " is a view in the backup and a collection now, which is not replaced by a view;"
        + " rename or drop it, then restore again";
  }
}
