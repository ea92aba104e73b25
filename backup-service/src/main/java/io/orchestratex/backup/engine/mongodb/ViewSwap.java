package io.orchestratex.backup.engine.mongodb;

import io.orchestratex.backup.engine.EngineException;
import io.orchestratex.backup.engine.RestoreScope;
import io.orchestratex.backup.engine.SwapStep;
import java.util.ArrayList;
import java.util.List;
import org.bson.BsonArray;
import org.bson.BsonDocument;
import org.bson.BsonNull;
import org.bson.BsonString;
import org.bson.BsonValue;
import org.bson.json.JsonMode;
import org.bson.json.JsonWriterSettings;

/**
 * Puts views back. A view holds no data, so nothing is loaded beside: the step carries the old and
 * the new definition as JSON, and a marker in place of the name beside.
 */
final class ViewSwap {

  static final JsonWriterSettings CANONICAL =
      JsonWriterSettings.builder().outputMode(JsonMode.EXTENDED).build();

  private static final String MARKER = "view";

  private final Server server;

  ViewSwap(Server server) {
    this.server = server;
  }

  static boolean concerns(SwapStep step) {
    return step.beside().equals(MARKER);
  }

  /**
   * One step for each view of the backup that is wanted.
   *
   * @throws EngineException when one is a collection today, which no view may replace
   */
  List<SwapStep> steps(RestoreScope scope) {
    List<SwapStep> steps = new ArrayList<>();
    scope
        .files()
        .forEach(file -> {
          String json = file.attributes().get("views");
          if (json != null) {
            for (BsonValue each : BsonDocument.parse(json).getArray("views", new BsonArray())) {
              BsonDocument view = each.asDocument();
              String database = view.getString("db").getValue();
              String name = view.getString("name").getValue();
              if (scope.selection().wants(database, database + "." + name)) {
                steps.add(
                    new SwapStep(
                        database,
                        name,
                        MARKER,
                        current(database, name),
                        definition(view.getDocument("options"))));
              }
            }
          }
        });
    return steps;
  }

  private static String definition(BsonDocument options) {
    BsonDocument definition = new BsonDocument("viewOn", value(options, "viewOn"));
    definition.append("pipeline", value(options, "pipeline"));
    if (options.containsKey("collation")) {
      definition.append("collation", options.get("collation"));
    }
    return definition.toJson(CANONICAL);
  }

  private static BsonValue value(BsonDocument options, String name) {
    return options.getOrDefault(name, BsonNull.VALUE);
  }

  void define(String database, String name, String definition) {
    if (definition.equals(current(database, name))) {
      return;
    }
    server.database(database).getCollection(name).drop();
    if (!definition.isEmpty()) {
      BsonDocument command = new BsonDocument("create", new BsonString(name));
      command.putAll(BsonDocument.parse(definition));
      server.database(database).runCommand(command);
    }
  }

  /** Puts the old definition back. A collection that somebody made in its place meanwhile stays. */
  void undo(SwapStep step) {
    BsonDocument now = server.info(step.container(), step.live());
    if (now == null || isView(now)) {
      define(step.container(), step.live(), step.old());
    }
  }

  boolean isDefined(SwapStep step) {
    return step.identity().equals(current(step.container(), step.live()));
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
      throw new EngineException(
          "restore.view-is-collection",
          database
              + "."
              + name
              + " is a view in the backup and a collection now, which is not replaced by a view;"
              + " rename or drop it, then restore again");
    }
    return definition(now.getDocument("options"));
  }
}
