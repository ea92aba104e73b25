package io.orchestratex.monitor.probe.redis;

import io.orchestratex.monitor.probe.CounterWindow;
import io.orchestratex.monitor.probe.MeanWindow;
import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.SampleBag;
import java.util.HashMap;
import java.util.Map;

/** Makes samples of the answer to {@code INFO everything}. */
final class InfoReader {

  private static final double MICROS = 1e6;

  private final CounterWindow hits = new CounterWindow();
  private final MeanWindow latency = new MeanWindow();

  Measurement read(String info) {
    Map<String, String> fields = fields(info);
    if (!fields.containsKey("redis_version") || !fields.containsKey("used_memory")) {
      return new Measurement.Failed(Reason.PARSE, "INFO names no version or no memory");
    }
    SampleBag bag = new SampleBag();
    memory(fields, bag);
    clients(fields, bag);
    stats(fields, bag);
    commands(fields, bag);
    keyspace(fields, bag);
    replication(fields, bag);
    bag.add("redis_uptime_seconds", number(fields, "uptime_in_seconds"));
    bag.add("redis_last_save_ok", isOk(fields, "rdb_last_bgsave_status"));
    bag.add("redis_append_file_ok", isOk(fields, "aof_last_write_status"));
    bag.add("redis_changes_since_save", number(fields, "rdb_changes_since_last_save"));
    bag.add("redis_loading", number(fields, "loading"));
    return bag.taken();
  }

  static Map<String, String> fields(String info) {
    Map<String, String> fields = new HashMap<>();
    for (String line : info.split("\r?\n", -1)) {
      int colon = line.indexOf(':');
      if (colon > 0 && !line.startsWith("#")) {
        fields.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return fields;
  }

  private static void memory(Map<String, String> fields, SampleBag bag) {
    double used = number(fields, "used_memory");
    double limit = number(fields, "maxmemory");
    bag.add("redis_memory_used_bytes", used);
    bag.add("redis_memory_resident_bytes", number(fields, "used_memory_rss"));
    bag.add("redis_memory_max_bytes", limit);
    bag.add("redis_memory_fragmentation_ratio", number(fields, "mem_fragmentation_ratio"));
    if (limit > 0) {
      bag.add("ox_memory_used_ratio", used / limit);
    }
  }

  private static void clients(Map<String, String> fields, SampleBag bag) {
    double connected = number(fields, "connected_clients");
    double allowed = number(fields, "maxclients");
    bag.add("redis_connected_clients", connected);
    bag.add("redis_clients_max", allowed);
    bag.add("redis_blocked_clients", number(fields, "blocked_clients"));
    bag.add("ox_connections_used_ratio", connected / allowed);
  }

  private void stats(Map<String, String> fields, SampleBag bag) {
    double hit = number(fields, "keyspace_hits");
    double missed = number(fields, "keyspace_misses");
    bag.add("redis_keyspace_hits_total", hit);
    bag.add("redis_keyspace_misses_total", missed);
    bag.addShare("ox_cache_hit", hits.share(hit, hit + missed, fields.getOrDefault("run_id", "")));
    bag.add("redis_evicted_keys_total", number(fields, "evicted_keys"));
    bag.add("redis_expired_keys_total", number(fields, "expired_keys"));
    bag.add("redis_rejected_connections_total", number(fields, "rejected_connections"));
    bag.add("redis_connections_received_total", number(fields, "total_connections_received"));
    bag.add("redis_commands_processed_total", number(fields, "total_commands_processed"));
    bag.add("redis_received_bytes_total", number(fields, "total_net_input_bytes"));
    bag.add("redis_sent_bytes_total", number(fields, "total_net_output_bytes"));
    bag.add("redis_error_replies_total", number(fields, "total_error_replies"));
    bag.add("redis_operations_per_second", number(fields, "instantaneous_ops_per_sec"));
  }

  /** {@code cmdstat_get:calls=2,usec=5,…}, summed over the commands. */
  private void commands(Map<String, String> fields, SampleBag bag) {
    double calls = 0;
    double seconds = 0;
    for (Map.Entry<String, String> field : fields.entrySet()) {
      if (field.getKey().startsWith("cmdstat_")) {
        Map<String, String> parts = parts(field.getValue());
        calls += number(parts, "calls");
        seconds += number(parts, "usec") / MICROS;
      }
    }
    bag.add("redis_commands_seconds_total", seconds);
    latency.mean(seconds, calls).ifPresent(mean -> bag.add("ox_operation_seconds", mean));
  }

  /** {@code db0:keys=1,expires=0,avg_ttl=0}. */
  private static void keyspace(Map<String, String> fields, SampleBag bag) {
    fields.forEach((name, value) -> {
      if (name.matches("db\\d+")) {
        Map<String, String> parts = parts(value);
        bag.add("redis_database_keys", number(parts, "keys"), "database", name);
        bag.add("redis_database_keys_expiring", number(parts, "expires"), "database", name);
      }
    });
  }

  private static void replication(Map<String, String> fields, SampleBag bag) {
    bag.add("redis_connected_replicas", number(fields, "connected_slaves"));
    if ("slave".equals(fields.get("role"))) {
      bag.add("redis_primary_link_up", "up".equals(fields.get("master_link_status")) ? 1 : 0);
      bag.add("ox_replication_lag_seconds", number(fields, "master_last_io_seconds_ago"));
    } else {
      double worst = Double.NaN;
      for (int i = 0; fields.containsKey("slave" + i); i++) {
        double lag = number(parts(fields.getOrDefault("slave" + i, "")), "lag");
        worst = Double.isNaN(worst) ? lag : Math.max(worst, lag);
      }
      bag.add("ox_replication_lag_seconds", worst);
    }
  }

  private static double isOk(Map<String, String> fields, String name) {
    String status = fields.get(name);
    return status == null ? Double.NaN : "ok".equals(status) ? 1 : 0;
  }

  private static Map<String, String> parts(String value) {
    Map<String, String> parts = new HashMap<>();
    for (String part : value.split(",", -1)) {
      int equals = part.indexOf('=');
      if (equals > 0) {
        parts.put(part.substring(0, equals), part.substring(equals + 1));
      }
    }
    return parts;
  }

  /** NaN where the server says nothing or no number. */
  private static double number(Map<String, String> fields, String name) {
    String text = fields.get(name);
    if (text == null) {
      return Double.NaN;
    }
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }
}
