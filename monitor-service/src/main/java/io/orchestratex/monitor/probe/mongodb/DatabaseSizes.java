package io.orchestratex.monitor.probe.mongodb;

import static io.orchestratex.monitor.probe.mongodb.Fields.number;

import com.mongodb.client.MongoClient;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.monitor.probe.SampleBag;
import java.time.Duration;
import java.util.List;
import org.bson.Document;

/** {@code dbStats} of each database, read now and then and repeated in between. */
final class DatabaseSizes {

  private static final int MAX_DATABASES = 200;

  private final long everyNanos;
  private long readAt;
  private List<Sample> last = List.of();

  DatabaseSizes(Duration every) {
    everyNanos = every.toNanos();
  }

  void read(MongoClient mongo, SampleBag bag) {
    if (last.isEmpty() || System.nanoTime() - readAt >= everyNanos) {
      last = sizes(mongo);
      readAt = System.nanoTime();
    }
    bag.addAll(last);
  }

  private static List<Sample> sizes(MongoClient mongo) {
    SampleBag bag = new SampleBag();
    double diskUsed = 0;
    double disk = 0;
    int databases = 0;
    for (String name : mongo.listDatabaseNames()) {
      if (databases++ == MAX_DATABASES) {
        break;
      }
      Document stats =
          mongo.getDatabase(name).runCommand(new Document("dbStats", 1).append("maxTimeMS", 1_000));
      bag.add("mongodb_database_data_bytes", number(stats, "dataSize"), "database", name);
      bag.add("mongodb_database_storage_bytes", number(stats, "storageSize"), "database", name);
      bag.add("mongodb_database_index_bytes", number(stats, "indexSize"), "database", name);
      bag.add("mongodb_database_objects", number(stats, "objects"), "database", name);
      bag.add("mongodb_database_collections", number(stats, "collections"), "database", name);
      bag.add("mongodb_database_indexes", number(stats, "indexes"), "database", name);
      diskUsed = Math.max(diskUsed, number(stats, "fsUsedSize"));
      disk = Math.max(disk, number(stats, "fsTotalSize"));
    }
    return bag.add("ox_disk_used_ratio", diskUsed / disk).samples();
  }
}
