package io.orchestratex.bench.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.load.LoadGenerator;
import io.orchestratex.bench.load.LoadResult;
import io.orchestratex.bench.report.ProcessTime;
import io.orchestratex.bench.report.Report;
import io.orchestratex.bench.stack.BenchStack;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.bench.stack.StackOptions;
import io.orchestratex.cli.access.Gateway;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The gateway with everything on (token, limit, trace, metrics), beside the service itself and
 * beside a bare nginx proxy of it. The limit is lifted by its setting for this gateway only; it is
 * still asked for each request.
 */
@Command(
    name = "gateway",
    description = "The gateway beside no proxy and beside nginx.",
    mixinStandardHelpOptions = true)
public final class GatewayBench implements Callable<Integer> {

  private static final String STUB_PATH = "/api/v1/targets";
  private static final double NOISE = 1.25;

  @Mixin private StackOptions options;

  @Option(names = "--rounds", description = "Rounds of all sides (default ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--seconds", description = "Of one side in one round (${DEFAULT-VALUE}).")
  private int seconds = 5;

  @Option(names = "--warm-up", description = "Seconds of each side before (${DEFAULT-VALUE}).")
  private int warmUp = 20;

  @Option(names = "--connections", description = "At once (default ${DEFAULT-VALUE}).")
  private int connections = 32;

  @Option(
      names = "--case",
      split = ",",
      description =
          "stub: an upstream that costs nothing; models: the service's lightest call; session: a"
              + " read from MongoDB (default: all).")
  private List<String> cases = List.of("stub", "models", "session");

  @Option(
      names = "--other",
      paramLabel = "DIR",
      description = "Another built checkout, whose gateway is measured as well.")
  private @Nullable Path other;

  private long redis;

  @Override
  public Integer call() {
    Report report = options.report();
    try (BenchStack stack = BenchStack.start(options)) {
      redis = stack.pidOf("redis");
      if (Nginx.program().isEmpty()) {
        report.note("nginx is not installed: neither the comparison with it nor the stub was run");
        measure(report, stack, null);
      } else {
        try (Nginx stub = Nginx.stub(stack.folder("nginx"))) {
          measure(report, stack, stub);
        }
      }
    }
    report.finish();
    return 0;
  }

  private void measure(Report report, BenchStack stack, @Nullable Nginx stub) {
    Map<String, String> settings = new HashMap<>();
    settings.put("ORCHESTRATEX_GATEWAY_LIMIT_REQUESTS", "1000000000");
    if (stub != null) {
      settings.put("ORCHESTRATEX_GATEWAY_ROUTES_BACKUP_SERVICE", stub.base().toString());
    }
    ServiceProcess gateway = stack.gateway(settings);
    ServiceProcess before = other == null ? null : stack.otherGateway(other, settings);
    ServiceProcess service = stack.service("session-service", Map.of());
    LoadGenerator load = LoadGenerator.best(stack.folder("run"));
    report.json().put("load_generator", load.name());
    report.json().put("connections", connections).put("seconds", seconds);
    Gateway admin = stack.signIn();
    Map<String, String> paths = paths(admin);
    try (Nginx proxy =
        stub == null
            ? null
            : Nginx.proxy(stack.folder("nginx"), service.base(), stub.base(), STUB_PATH)) {
      for (String each : cases) {
        boolean onStub = each.equals("stub");
        if (!onStub || stub != null) {
          String path = paths.getOrDefault(each, each);
          List<Side> sides = sides(path, gateway, service, proxy, onStub ? stub : null);
          if (before != null) {
            sides.add(
                sides
                    .getLast()
                    .at(Side.OTHER, before.base().resolve(path), before::processorSeconds));
          }
          run(report, load, each, sides, admin.token());
        }
      }
    }
  }

  private static Map<String, String> paths(Gateway admin) {
    String session =
        admin.post("/api/v1/sessions", Gateway.body().put("title", "bench")).path("id").asText();
    return Map.of(
        "stub", STUB_PATH, "models", "/api/v1/models", "session", "/api/v1/sessions/" + session);
  }

  private static List<Side> sides(
      String path,
      ServiceProcess gateway,
      ServiceProcess service,
      @Nullable Nginx proxy,
      @Nullable Nginx stub) {
    URI upstream = stub == null ? service.base() : stub.base();
    DoubleSupplier upstreamSeconds =
        stub == null ? service::processorSeconds : stub::processorSeconds;
    List<Side> sides = new ArrayList<>();
    sides.add(new Side(Side.DIRECT, upstream.resolve(path), () -> 0, upstreamSeconds));
    if (proxy != null) {
      sides.add(
          new Side(
              Side.NGINX, proxy.base().resolve(path), proxy::processorSeconds, upstreamSeconds));
    }
    sides.add(
        new Side(
            Side.GATEWAY,
            gateway.base().resolve(path),
            gateway::processorSeconds,
            upstreamSeconds));
    return sides;
  }

  private void run(Report report, LoadGenerator load, String name, List<Side> sides, String token) {
    String authorization = "Bearer " + token;
    sides.forEach(side -> check(side, authorization));
    for (Side side : sides) {
      load.run(new LoadGenerator.Order(side.target(), authorization, connections, warmUp));
    }
    List<Round> all = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      for (int i = 0; i < sides.size(); i++) {
        // Each side comes first in turn.
        Side side = sides.get((i + round) % sides.size());
        all.add(round(load, side, authorization));
      }
    }
    GatewayFigures figures = new GatewayFigures(all);
    ArrayNode rows = figures.rows();
    report.table(
        "%s: %d connections, %d rounds of %d s, %s"
            .formatted(name, connections, rounds, seconds, load.name()),
        GatewayFigures.table(),
        rows);
    ObjectNode kept = report.json().withObject("/cases").putObject(name);
    kept.set("medians", rows);
    kept.set("rounds", figures.details());
    double spread = figures.spread(Side.DIRECT);
    kept.put("direct_spread", Report.rounded(spread));
    if (spread > NOISE) {
      report.note(
          "%s: the direct rounds differ by a factor of %.2f, so the machine was busy with other things"
              .formatted(name, spread));
    }
  }

  private Round round(LoadGenerator load, Side side, String authorization) {
    double proxy = side.proxySeconds().getAsDouble();
    double upstream = side.upstreamSeconds().getAsDouble();
    double limiter = ProcessTime.seconds(redis);
    LoadResult result =
        load.run(new LoadGenerator.Order(side.target(), authorization, connections, seconds));
    double each = 1e6 / Math.max(1, result.requests());
    if (result.failed() > 0) {
      throw new IllegalStateException(
          result.failed() + " of " + result.requests() + " requests to " + side.name() + " failed");
    }
    return new Round(
        side.name(),
        result,
        (side.proxySeconds().getAsDouble() - proxy) * each,
        (side.upstreamSeconds().getAsDouble() - upstream) * each,
        (ProcessTime.seconds(redis) - limiter) * each);
  }

  /** One call that must work, before thousands are counted. */
  private static void check(Side side, String authorization) {
    try (HttpClient http = HttpClient.newHttpClient()) {
      HttpRequest request =
          HttpRequest.newBuilder(side.target()).header("Authorization", authorization).build();
      HttpResponse<String> response = http.send(request, BodyHandlers.ofString());
      if (response.statusCode() != 200) {
        throw new IllegalStateException(
            side.name() + " answered " + response.statusCode() + ": " + response.body());
      }
    } catch (IOException e) {
      throw new IllegalStateException("no answer from " + side.name() + " " + side.target(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
