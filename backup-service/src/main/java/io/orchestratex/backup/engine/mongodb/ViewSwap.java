package io.orchestratex.backup.engine.mongodb;

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
import org.jspecify.annotations.Nullable;

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

  /** One step for each view of the backup that is wanted. */
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
                BsonDocument now = server.info(database, name);
                String old = now == null ? "" : definition(now.getDocument("options"));
                steps.add(
                    new SwapStep(
                        database, name, MARKER, old, definition(view.getDocument("options"))));
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

  boolean isDefined(SwapStep step) {
    return step.identity().equals(current(step.container(), step.live()));
  }

  private @Nullable String current(String database, String name) {
    BsonDocument now = server.info(database, name);
    if (now == null) {
      return "";
    }
    if (!now.getString("type").getValue().equals(Namespace.VIEW)) {
      throw new IllegalStateException(
          database + "." + name + " is a collection now; it is not replaced by a view");
    }
    return definition(now.getDocument("options"));
  }
}
