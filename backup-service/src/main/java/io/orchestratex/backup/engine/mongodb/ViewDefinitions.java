package io.orchestratex.backup.engine.mongodb;

import com.mongodb.MongoCommandException;
import io.orchestratex.backup.engine.Deviation;
import io.orchestratex.backup.engine.DumpedFile;
import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.Naming;
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

  /** An attribute of a file: where it is one of views, with the names that they get. */
  static String renamed(String attribute, String text, Naming naming) {
    if (!attribute.equals(ATTRIBUTE) && !attribute.equals(JSON_ATTRIBUTE)) {
      return text;
    }
    BsonDocument document = Bson.document(text);
    BsonArray views = new BsonArray();
    for (BsonValue each : document.getArray(VIEWS, new BsonArray())) {
      BsonDocument view = each.asDocument().clone();
      String name = naming.collection(databaseOf(view) + "." + nameOf(view));
      view.append("db", new BsonString(Namespace.databaseOf(name)));
      view.append("name", new BsonString(Namespace.collectionOf(name)));
      views.add(view);
    }
    return Bson.text(new BsonDocument(VIEWS, views));
  }

  private static String databaseOf(BsonDocument view) {
    return view.getString("db").getValue();
  }

  private static String nameOf(BsonDocument view) {
    return view.getString("name").getValue();
  }

  /**
   * What becomes of the views of a backup.
   *
   * @param changes one for each that this server makes
   * @param deviations those that it does not make, or otherwise
   */
  record Tried(List<ViewChange> changes, List<Deviation> deviations) {
    Tried {
      changes = List.copyOf(changes);
      deviations = List.copyOf(deviations);
    }
  }

  /**
   * Makes each view of the backup that is wanted once under a temporary name, so that one that this
   * server does not make shows before anything moves.
   *
   * @throws EngineException when one is a collection now, which no view may replace
   */
  Tried tried(RestoreScope scope) {
    List<ViewChange> changes = new ArrayList<>();
    List<Deviation> deviations = new ArrayList<>();
    List<BsonDocument> all = wanted(scope);
    for (BsonDocument view : all) {
      String database = databaseOf(view);
      String name = nameOf(view);
      String before = current(database, name);
      String wanted = definition(view.getDocument("options"));
      String trial = Server.BESIDE + scope.prefix() + "view";
      try {
        String made = made(database, trial, wanted);
        changes.add(new ViewChange(database, name, before, made));
        if (!same(wanted, made)) {
          deviations.add(
              new Deviation(
                  "view", database + "." + name, "this server keeps its definition otherwise"));
        }
      } catch (MongoCommandException e) {
        if (!Faults.concernsOneObject(e)) {
          throw e;
        }
        if (isOverAnother(view, all)) {
          changes.add(new ViewChange(database, name, before, wanted)); // That one may change.
        } else {
          deviations.add(
              new Deviation(
                  "view",
                  database + "." + name,
                  "this server does not make it, so that it stays as it is now, or away: "
                      + Faults.reason(e)));
        }
      }
    }
    return new Tried(changes, deviations);
  }

  private static boolean isOverAnother(BsonDocument view, List<BsonDocument> all) {
    BsonValue viewOn = value(view.getDocument("options"), "viewOn");
    return all.stream()
        .filter(other -> databaseOf(other).equals(databaseOf(view)))
        .anyMatch(other -> viewOn.equals(new BsonString(nameOf(other))));
  }

  /** What a view of a definition is, once it is made. */
  private String made(String database, String trial, String definition) {
    server.database(database).getCollection(trial).drop();
    create(database, trial, definition);
    String made = current(database, trial);
    server.database(database).getCollection(trial).drop();
    return made;
  }

  private void create(String database, String name, String definition) {
    BsonDocument command = new BsonDocument("create", new BsonString(name));
    command.putAll(Bson.document(definition));
    server.database(database).runCommand(command);
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
      create(change.database(), change.view(), definition);
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
