package io.orchestratex.gateway.console.metrics;

import java.util.List;

/** The metrics that tell most of a target, by the engine that it is measured as. */
final class MainMetrics {

  private MainMetrics() {}

  static List<String> of(String kind) {
    return switch (kind) {
      case "mongodb" ->
          List.of(
              "ox_operation_seconds",
              "ox_connections_used_ratio",
              "ox_cache_hit_ratio",
              "mongodb_operations_total",
              "mongodb_memory_resident_bytes",
              "mongodb_database_storage_bytes");
      case "postgresql" ->
          List.of(
              "ox_operation_seconds",
              "ox_connections_used_ratio",
              "ox_cache_hit_ratio",
              "postgresql_transactions_total",
              "postgresql_longest_query_seconds",
              "postgresql_database_bytes");
      case "redis" ->
          List.of(
              "ox_operation_seconds",
              "redis_operations_per_second",
              "redis_memory_used_bytes",
              "redis_connected_clients",
              "ox_cache_hit_ratio",
              "redis_database_keys");
      case "kafka" ->
          List.of(
              "ox_probe_duration_seconds",
              "kafka_group_lag",
              "kafka_topic_records_total",
              "kafka_topic_bytes",
              "kafka_topic_partitions_under_replicated",
              "kafka_brokers");
      case "host" ->
          List.of("node_cpu_used_ratio", "node_memory_used_ratio", "node_disk_used_ratio");
      case "service" ->
          List.of(
              "ox_response_seconds",
              "http_server_requests_seconds_count",
              "jvm_memory_used_bytes",
              "jvm_threads_live_threads");
      default -> List.of("ox_up", "ox_probe_duration_seconds");
    };
  }
}
