package io.orchestratex.monitor.probe.mongodb;

import static io.orchestratex.monitor.probe.mongodb.Fields.number;

import com.mongodb.MongoCommandException;
import com.mongodb.client.MongoClient;
import com.mongodb.client.MongoCollection;
import io.orchestratex.monitor.probe.SampleBag;
import java.time.Duration;
import java.util.Date;
import java.util.List;
import org.bson.BsonTimestamp;
import org.bson.Document;
import org.jspecify.annotations.Nullable;

/** Members, lag and oplog window of a replica set; a standalone server has none of these. */
final class ReplicaSet {

  private static final int NO_REPLICATION = 76;
  private static final int NOT_YET_INITIALIZED = 94;
  private static final int PRIMARY = 1;
  private static final int SECONDARY = 2;

  private final long everyNanos;
  private long readAt;
  private double window = Double.NaN;

  ReplicaSet(Duration slowEvery) {
    everyNanos = slowEvery.toNanos();
  }

  void read(MongoClient mongo, SampleBag bag) {
    Document status;
    try {
      status = MongoSession.admin(mongo, "replSetGetStatus");
    } catch (MongoCommandException e) {
      if (e.getErrorCode() == NO_REPLICATION || e.getErrorCode() == NOT_YET_INITIALIZED) {
        return;
      }
      throw e;
    }
    List<Document> members = status.getList("members", Document.class, List.of());
    Date primary = optime(members, PRIMARY);
    double lag = 0;
    for (Document member : members) {
      String name = member.getString("name");
      bag.add("mongodb_member_state", number(member, "state"), "member", name);
      bag.add("mongodb_member_health", number(member, "health"), "member", name);
      Date own = member.getDate("optimeDate");
      if (primary != null && own != null && number(member, "state") == SECONDARY) {
        lag = Math.max(lag, (primary.getTime() - own.getTime()) / 1_000.0);
      }
    }
    bag.add("mongodb_has_primary", primary == null ? 0 : 1);
    if (primary != null) {
      bag.add("ox_replication_lag_seconds", lag);
    }
    oplog(mongo, bag);
  }

  private static @Nullable Date optime(List<Document> members, int state) {
    return members.stream()
        .filter(member -> number(member, "state") == state)
        .map(member -> member.getDate("optimeDate"))
        .findFirst()
        .orElse(null);
  }

  /** How far back the oplog reaches; left out where the account may not read it. */
  private void oplog(MongoClient mongo, SampleBag bag) {
    if (readAt == 0 || System.nanoTime() - readAt >= everyNanos) {
      readAt = System.nanoTime();
      try {
        MongoCollection<Document> oplog = mongo.getDatabase("local").getCollection("oplog.rs");
        window = seconds(oplog, -1) - seconds(oplog, 1);
      } catch (MongoCommandException e) {
        window = Double.NaN;
      }
    }
    bag.add("mongodb_oplog_window_seconds", window);
  }

  private static double seconds(MongoCollection<Document> oplog, int direction) {
    Document entry =
        oplog
            .find()
            .projection(new Document("ts", 1))
            .sort(new Document("$natural", direction))
            .first();
    return entry != null && entry.get("ts") instanceof BsonTimestamp at ? at.getTime() : Double.NaN;
  }
}
