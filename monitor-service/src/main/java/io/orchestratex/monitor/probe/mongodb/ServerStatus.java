package io.orchestratex.monitor.probe.mongodb;

import static io.orchestratex.monitor.probe.mongodb.Fields.number;

import com.mongodb.client.MongoClient;
import io.orchestratex.monitor.probe.CounterWindow;
import io.orchestratex.monitor.probe.MeanWindow;
import io.orchestratex.monitor.probe.SampleBag;
import java.util.List;
import java.util.OptionalDouble;
import org.bson.Document;

/** {@code serverStatus} and {@code connPoolStats}: connections, operations, cache, memory. */
final class ServerStatus {

  private static final String CACHE = "cache";
  private static final String TIGER = "wiredTiger";
  private static final double MICROS = 1e6;
  private static final double MEBIBYTE = 1024 * 1024;

  private final CounterWindow cacheHits = new CounterWindow();
  private final MeanWindow latency = new MeanWindow();

  void read(MongoClient mongo, SampleBag bag) {
    Document status = MongoSession.admin(mongo, "serverStatus");
    double uptime = number(status, "uptime");
    bag.add("mongodb_uptime_seconds", uptime);
    connections(status, bag);
    operations(status, bag);
    cache(status, bag);
    bag.add("mongodb_memory_resident_bytes", number(status, "mem", "resident") * MEBIBYTE);
    bag.add("mongodb_memory_virtual_bytes", number(status, "mem", "virtual") * MEBIBYTE);
    bag.add("mongodb_network_received_bytes_total", number(status, "network", "bytesIn"));
    bag.add("mongodb_network_sent_bytes_total", number(status, "network", "bytesOut"));
    bag.add("mongodb_network_requests_total", number(status, "network", "numRequests"));
    bag.add("mongodb_cursors_open", number(status, "metrics", "cursor", "open", "total"));
    double queued = number(status, "globalLock", "currentQueue", "total");
    bag.add("mongodb_lock_queue", queued).add("ox_blocked_operations", queued);
    pool(mongo, bag);
  }

  private static void connections(Document status, SampleBag bag) {
    double current = number(status, "connections", "current");
    double available = number(status, "connections", "available");
    bag.add("mongodb_connections", current, "state", "current");
    bag.add("mongodb_connections", available, "state", "available");
    bag.add("mongodb_connections", number(status, "connections", "active"), "state", "active");
    bag.add("mongodb_connections_created_total", number(status, "connections", "totalCreated"));
    bag.add("ox_connections_used_ratio", current / (current + available));
  }

  private void operations(Document status, SampleBag bag) {
    for (String type : List.of("insert", "query", "update", "delete", "getmore", "command")) {
      bag.add("mongodb_operations_total", number(status, "opcounters", type), "type", type);
    }
    for (String type : List.of("regular", "warning", "user", "rollovers")) {
      bag.add("mongodb_asserts_total", number(status, "asserts", type), "type", type);
    }
    double seconds = 0;
    double count = 0;
    for (String type : List.of("reads", "writes", "commands")) {
      double typeSeconds = number(status, "opLatencies", type, "latency") / MICROS;
      double typeCount = number(status, "opLatencies", type, "ops");
      bag.add("mongodb_operation_seconds_total", typeSeconds, "type", type);
      bag.add("mongodb_operations_timed_total", typeCount, "type", type);
      seconds += typeSeconds;
      count += typeCount;
    }
    latency.mean(seconds, count).ifPresent(mean -> bag.add("ox_operation_seconds", mean));
  }

  private void cache(Document status, SampleBag bag) {
    double read = number(status, TIGER, CACHE, "pages read into cache");
    double requested = number(status, TIGER, CACHE, "pages requested from the cache");
    double used = number(status, TIGER, CACHE, "bytes currently in the cache");
    double limit = number(status, TIGER, CACHE, "maximum bytes configured");
    double dirty = number(status, TIGER, CACHE, "tracked dirty bytes in the cache");
    bag.add("mongodb_cache_bytes", used, "state", "used");
    bag.add("mongodb_cache_bytes", dirty, "state", "dirty");
    bag.add("mongodb_cache_max_bytes", limit);
    bag.add("mongodb_cache_used_ratio", used / limit);
    bag.add("mongodb_cache_pages_read_total", read);
    bag.add("mongodb_cache_pages_requested_total", requested);
    bag.add("mongodb_cache_pages_evicted_total", evicted(status));
    if (Double.isFinite(requested)) {
      String epoch = String.valueOf(status.get("pid"));
      OptionalDouble misses = cacheHits.share(read, requested, epoch);
      bag.addShare(
          "ox_cache_hit",
          misses.isPresent()
              ? OptionalDouble.of(1 - misses.getAsDouble())
              : OptionalDouble.empty());
    }
  }

  private static double evicted(Document status) {
    return number(status, TIGER, CACHE, "unmodified pages evicted")
        + number(status, TIGER, CACHE, "modified pages evicted");
  }

  /** Connections that this server opened to others; clients are in {@code connections}. */
  private static void pool(MongoClient mongo, SampleBag bag) {
    Document pool = MongoSession.admin(mongo, "connPoolStats");
    bag.add("mongodb_pool_connections", number(pool, "totalInUse"), "state", "in_use");
    bag.add("mongodb_pool_connections", number(pool, "totalAvailable"), "state", "available");
    bag.add("mongodb_pool_connections_created_total", number(pool, "totalCreated"));
  }
}
