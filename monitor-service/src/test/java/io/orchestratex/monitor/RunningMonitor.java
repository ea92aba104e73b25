package io.orchestratex.monitor;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.TestTopics;
import io.orchestratex.kit.access.Role;
import io.orchestratex.monitor.sample.SampleStore;
import io.orchestratex.monitor.sample.SeriesSelector;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * monitor-service with a store of its own. It has the targets that a test gives it and no other.
 */
public final class RunningMonitor extends TestService {

  static final String SCRAPE_TOKEN = "scrape-me";

  private static @Nullable RunningMonitor shared;

  private RunningMonitor(Map<String, String> environment, Map<String, ?> settings) {
    super(environment, settings);
  }

  /** One monitor without targets, for all tests that publish what they ask for. */
  static synchronized RunningMonitor shared() {
    RunningMonitor running = shared;
    if (running == null) {
      running = with("shared");
      // It shares no partitions with the monitors that run beside it.
      running.environment().put("KAFKA_GROUP_SUFFIX", ".test.shared");
      running.start();
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      shared = running;
    }
    return running;
  }

  /** Not started yet. */
  public static RunningMonitor with(String suffix) {
    Map<String, String> environment = new HashMap<>(environment("monitor-service", suffix));
    environment.keySet().removeIf(name -> name.startsWith("MONITOR_"));
    environment.put("ORCHESTRATEX_ACCESS_SCRAPE_TOKEN", SCRAPE_TOKEN);
    RunningMonitor monitor = new RunningMonitor(environment, Map.of());
    return monitor.set(Map.of("orchestratex.monitor.targets.host.uri", ""));
  }

  /** Measures this often. */
  public RunningMonitor every(Duration interval, Duration deadline) {
    return set(
        Map.of(
            "orchestratex.monitor.probe.interval", interval.toMillis() + "ms",
            "orchestratex.monitor.probe.deadline", deadline.toMillis() + "ms"));
  }

  public RunningMonitor target(String id, String engine, String uri) {
    String key = "orchestratex.monitor.targets." + id;
    return set(Map.of(key + ".engine", engine, key + ".uri", uri));
  }

  public RunningMonitor set(Map<String, ?> settings) {
    settings.forEach(this::set);
    return this;
  }

  public RunningMonitor started() {
    start();
    return this;
  }

  /** One more process on the same store. */
  public RunningMonitor replica() {
    return new RunningMonitor(environment(), settings()).started();
  }

  JsonNode read(String path) {
    return json(get(path, token("ann", Role.ANALYST)), 200);
  }

  /** Publishes what another process measured. */
  static void publish(Sampled measured) {
    TestTopics.publish(measured, UUID.randomUUID().toString(), 1, measured.at());
  }

  /** The samples of a metric in the hour from an instant: milliseconds and values. */
  SortedMap<Long, Double> samples(String metric, String target, Instant from) {
    SampleStore store = bean(SampleStore.class);
    SortedMap<Long, Double> samples = new TreeMap<>();
    store.read(
        store.find(new SeriesSelector(metric, target, Map.of()), 10),
        from,
        from.plusSeconds(3_600),
        (_, at, value) -> {
          if (samples.put(at, value) != null) {
            throw new AssertionError("stored twice: " + metric + " of " + target + " at " + at);
          }
        });
    return samples;
  }
}
