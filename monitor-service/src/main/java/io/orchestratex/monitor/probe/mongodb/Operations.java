package io.orchestratex.monitor.probe.mongodb;

import com.mongodb.client.MongoClient;
import io.orchestratex.monitor.probe.SampleBag;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.bson.Document;

/** Operations that run for long; those that wait on purpose (tailing, heartbeats) do not count. */
final class Operations {

  private static final int LONG_SECONDS = 3;

  private static final List<Document> PIPELINE =
      List.of(
          new Document(
              "$currentOp", new Document("allUsers", true).append("idleConnections", false)),
          new Document(
              "$match",
              new Document("active", true)
                  .append("secs_running", new Document("$gt", LONG_SECONDS))
                  .append(
                      "op",
                      new Document(
                          "$in",
                          List.of("query", "insert", "update", "remove", "command", "getmore")))
                  .append("client", new Document("$exists", true))
                  .append("cursor.tailable", new Document("$ne", true))
                  .append("command.hello", new Document("$exists", false))
                  .append("command.ismaster", new Document("$exists", false))
                  .append("command.isMaster", new Document("$exists", false))
                  .append("command.awaitData", new Document("$ne", true))),
          new Document(
              "$group",
              new Document("_id", null)
                  .append("count", new Document("$sum", 1))
                  .append("longest", new Document("$max", "$secs_running"))));

  private Operations() {}

  static void read(MongoClient mongo, SampleBag bag) {
    Document found =
        mongo.getDatabase("admin").aggregate(PIPELINE).maxTime(1, TimeUnit.SECONDS).first();
    bag.add("ox_long_operations", found == null ? 0 : Fields.number(found, "count"));
    bag.add(
        "mongodb_longest_operation_seconds", found == null ? 0 : Fields.number(found, "longest"));
  }
}
