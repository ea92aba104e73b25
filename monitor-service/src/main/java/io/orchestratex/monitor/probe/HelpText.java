package io.orchestratex.monitor.probe;

import java.util.Map;

/** What the metrics mean that several engines share; other names are spelt out. */
final class HelpText {

  private static final Map<String, String> KNOWN =
      Map.ofEntries(
          Map.entry("ox_up", "Whether the target could be measured"),
          Map.entry("ox_probe_duration_seconds", "How long the last measurement took"),
          Map.entry("ox_connections_used_ratio", "Connections in use of those allowed"),
          Map.entry("ox_cache_hit_ratio", "Reads answered from the cache, since the last reading"),
          Map.entry("ox_cache_hit_valid", "Whether enough was read to know the cache's hit ratio"),
          Map.entry("ox_replication_lag_seconds", "How far the slowest replica is behind"),
          Map.entry("ox_blocked_operations", "Operations that wait for a lock"),
          Map.entry("ox_long_operations", "Operations that run for unusually long"),
          Map.entry("ox_operation_seconds", "Mean time of an operation, since the last reading"),
          Map.entry("ox_disk_used_ratio", "Used share of the disk that holds the data"),
          Map.entry("ox_memory_used_ratio", "Used share of the memory allowed"));

  private HelpText() {}

  static String of(String name) {
    String known = KNOWN.get(name);
    if (known != null) {
      return known;
    }
    String words = name.replace('_', ' ').replace(':', ' ').strip();
    return words.isEmpty() ? name : Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }
}
