package io.orchestratex.alert;

import com.fasterxml.jackson.databind.JsonNode;
import io.orchestratex.contracts.MetricEvent.Sample;
import io.orchestratex.contracts.MetricEvent.Sampled;
import io.orchestratex.kit.TestService;
import io.orchestratex.kit.access.Role;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;

/** alert-service on stores of its own. Each test looks at its own targets. */
public final class RunningService extends TestService {

  private static @Nullable RunningService shared;

  public RunningService(String suffix, Map<String, String> more) {
    this(environment(suffix, more));
  }

  private RunningService(Map<String, String> environment) {
    super(environment, Map.of());
    start();
  }

  /**
   * One service for all tests that need nothing special. It ends no alerts of unknown rules, which
   * some of them make, and takes no events from the services that run beside it.
   */
  public static synchronized RunningService shared() {
    RunningService running = shared;
    if (running == null) {
      running =
          new RunningService(
              "shared",
              Map.of(
                  "ORCHESTRATEX_ALERT_RETIREMENT_DELAY", "1h",
                  "KAFKA_GROUP_SUFFIX", ".test.shared"));
      Runtime.getRuntime().addShutdownHook(new Thread(running::close));
      shared = running;
    }
    return running;
  }

  private static Map<String, String> environment(String suffix, Map<String, String> more) {
    Map<String, String> all = environment("alert-service", suffix);
    // The receivers of tests are on this machine.
    all.put("ORCHESTRATEX_ALERT_WEBHOOK_ALLOW_LOOPBACK", "true");
    // What tests publish stops when they are done.
    all.put("ORCHESTRATEX_ALERT_WATCH_ENABLED", "false");
    all.putAll(more);
    return all;
  }

  /** Another replica, on the same stores and in the same consumer groups. */
  public RunningService replica() {
    return new RunningService(environment());
  }

  public Path alertLog() {
    return Path.of(variable("ORCHESTRATEX_ALERT_LOG_PATH"));
  }

  public String mongoUri() {
    return variable("MONGODB_URI");
  }

  /** Publishes one measurement of a target. */
  public void sample(String target, Instant at, Sample... samples) {
    publish(new Sampled(target, "test", at, List.of(samples)), UUID.randomUUID().toString());
  }

  public JsonNode get(String path) {
    return json(get(path, token("ann", Role.ANALYST)), 200);
  }

  public HttpResponse<String> anonymous(String path) {
    return get(path, null);
  }

  public Answer post(String path, @Nullable String body) {
    return call("POST", path, body, Role.OPERATOR);
  }

  /** Alerts about a target, newest first. */
  public List<JsonNode> alertsAbout(String target) {
    List<JsonNode> found = new ArrayList<>();
    for (JsonNode alert : get("/api/v1/alerts?limit=100").path("items")) {
      if (alert.at("/labels/target").asText().equals(target)) {
        found.add(alert);
      }
    }
    return found;
  }

  public static ConditionFactory eventually() {
    return Awaitility.await().atMost(Duration.ofSeconds(20)).pollInterval(Duration.ofMillis(50));
  }
}
