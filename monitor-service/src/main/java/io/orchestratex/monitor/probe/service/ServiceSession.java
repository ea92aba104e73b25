package io.orchestratex.monitor.probe.service;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.orchestratex.monitor.probe.Measurement;
import io.orchestratex.monitor.probe.Probe;
import io.orchestratex.monitor.probe.Reason;
import io.orchestratex.monitor.probe.ReasonRules;
import io.orchestratex.monitor.probe.SampleBag;
import io.orchestratex.monitor.target.Target;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Two requests: is it ready, and what does it count. */
final class ServiceSession implements Probe.Session {

  private static final long LONGEST_BODY = 8L << 20;
  private static final int OK = 200;
  private static final Set<Integer> NOT_ADMITTED = Set.of(401, 403);

  /** Series that are kept; a Prometheus that scrapes the service itself gets the others too. */
  private static final Set<String> TAKEN =
      Set.of(
          "jvm_memory_used_bytes",
          "jvm_memory_max_bytes",
          "jvm_threads_live_threads",
          "jvm_gc_pause_seconds_count",
          "jvm_gc_pause_seconds_sum",
          "process_cpu_usage",
          "process_resident_memory_bytes",
          "process_uptime_seconds",
          "process_files_open_files",
          "hikaricp_connections_active",
          "hikaricp_connections_pending",
          "hikaricp_connections_max",
          "http_server_requests_seconds_count",
          "http_server_requests_seconds_sum");

  private static final String OURS = "orchestratex_";

  /** What a monitor exposes about its targets carries this label; it is not the service's own. */
  private static final String FOREIGN = "target";

  private final Target target;
  private final HttpClient http;
  private final String token;
  private final int maxSeries;

  ServiceSession(Target target, HttpClient http, String token, int maxSeries) {
    this.target = target;
    this.http = http;
    this.token = token;
    this.maxSeries = maxSeries;
  }

  @Override
  public Measurement measure(Duration deadline) {
    long begun = System.nanoTime();
    Duration limit = deadline.multipliedBy(2).dividedBy(5);
    try {
      HttpResponse<byte[]> readiness = get("/health/readiness", limit, false);
      SampleBag bag = new SampleBag();
      bag.add("ox_response_seconds", (System.nanoTime() - begun) / 1e9);
      if (readiness.statusCode() != OK) {
        return new Measurement.Failed(
            Reason.UNREADY, "/health/readiness answered " + readiness.statusCode());
      }
      HttpResponse<byte[]> meters = get("/prometheus", limit, true);
      if (NOT_ADMITTED.contains(meters.statusCode())) {
        return new Measurement.Failed(
            Reason.AUTH, "/prometheus answered " + meters.statusCode() + " to the scrape token");
      }
      if (meters.statusCode() != OK) {
        return new Measurement.Failed(Reason.PARSE, "/prometheus answered " + meters.statusCode());
      }
      take(TextParser.parse(new String(meters.body(), UTF_8), ServiceSession::isWanted), bag);
      return bag.taken();
    } catch (TextFormatException e) {
      return new Measurement.Failed(Reason.PARSE, "/prometheus: " + e.getMessage());
    } catch (IOException e) {
      return ReasonRules.failed(e, ServiceSession::reason);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Measurement.Failed(Reason.TIMEOUT, "interrupted");
    }
  }

  private HttpResponse<byte[]> get(String path, Duration limit, boolean withToken)
      throws IOException, InterruptedException {
    String base = target.address().reveal().replaceFirst("/+$", "");
    HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(base + path)).timeout(limit);
    if (withToken && !token.isEmpty()) {
      request.header("Authorization", "Bearer " + token);
    }
    return http.send(
        request.GET().build(),
        HttpResponse.BodyHandlers.limiting(HttpResponse.BodyHandlers.ofByteArray(), LONGEST_BODY));
  }

  private static boolean isWanted(String name) {
    return name.startsWith(OURS) || TAKEN.contains(name);
  }

  private void take(List<TextParser.Line> lines, SampleBag bag) {
    int taken = 0;
    int left = 0;
    for (TextParser.Line line : lines) {
      if (line.labels().containsKey(FOREIGN)) {
        continue;
      }
      if (taken++ < maxSeries) {
        bag.add(line.name(), line.value(), labels(line));
      } else {
        left++;
      }
    }
    bag.add("ox_series_left_out", left);
  }

  private String[] labels(TextParser.Line line) {
    String[] labels = new String[2 * line.labels().size() + 2];
    int at = 0;
    for (var label : line.labels().entrySet()) {
      // The target's id wins over a label of the service's own.
      boolean clash = label.getKey().equals("service");
      labels[at++] = clash ? "exported_service" : label.getKey();
      labels[at++] = label.getValue();
    }
    labels[at++] = "service";
    labels[at] = target.id();
    return labels;
  }

  private static Optional<Reason> reason(Throwable fault) {
    return fault instanceof HttpTimeoutException ? Optional.of(Reason.TIMEOUT) : Optional.empty();
  }

  @Override
  public void close() {
    // The client is shared.
  }
}
