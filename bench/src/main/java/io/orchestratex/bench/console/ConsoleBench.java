package io.orchestratex.bench.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.report.Report;
import io.orchestratex.bench.stack.BenchStack;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.bench.stack.StackOptions;
import io.orchestratex.cli.access.Gateway;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * The web console over full stores: how soon each page shows something and what it weighs, how soon
 * an open page shows what somebody else did, and what open pages cost the gateway.
 */
@Command(
    name = "console",
    description = "The web console over full stores: first paint, live changes, open pages.",
    mixinStandardHelpOptions = true)
public final class ConsoleBench implements Callable<Integer> {

  private static final double PAINT_AIM_MILLIS = 1_000;
  private static final double WEIGHT_AIM_KILOBYTES = 150;
  private static final int PEOPLE = 10;
  private static final String PASSWORD = "correct horse battery staple";

  @Mixin private StackOptions options;

  @Option(
      names = "--case",
      split = ",",
      description =
          "paint: first paint and weight of each page; live: event to visible change; streams:"
              + " memory and processor time of open pages (default: all).")
  private List<String> cases = List.of("paint", "live", "streams");

  @Option(names = "--targets", description = "Monitored targets (default ${DEFAULT-VALUE}).")
  private int targets = 2_000;

  @Option(names = "--alerts", description = "Alerts (default ${DEFAULT-VALUE}).")
  private int alerts = 10_000;

  @Option(names = "--sessions", description = "Sessions (default ${DEFAULT-VALUE}).")
  private int sessions = 100_000;

  @Option(names = "--backups", description = "Backups (default ${DEFAULT-VALUE}).")
  private int backups = 5_000;

  @Option(
      names = "--interval",
      description = "Seconds between two measurements of a target (default ${DEFAULT-VALUE}).")
  private int interval = 60;

  @Option(names = "--loads", description = "Loads of each page, cold and warm (${DEFAULT-VALUE}).")
  private int loads = 20;

  @Option(
      names = "--paint-minutes",
      description = "No further loads after so many minutes (default ${DEFAULT-VALUE}).")
  private int paintMinutes = 10;

  @Option(names = "--times", description = "Changes of each kind (default ${DEFAULT-VALUE}).")
  private int times = 30;

  @Option(names = "--streams", description = "Open pages, of ${DEFAULT-VALUE} by default.")
  private int streams = 200;

  @Option(names = "--idle", description = "Seconds of idling (default ${DEFAULT-VALUE}).")
  private int idle = 30;

  /** The services, the admin, and pages about one thing each. */
  private record Full(
      ServiceProcess gateway, Gateway admin, List<String> people, Map<String, String> pages) {

    Full {
      people = List.copyOf(people);
      pages = new LinkedHashMap<>(pages);
    }
  }

  @Override
  public Integer call() {
    Report report = options.report();
    report.json().put("targets", targets).put("alerts", alerts);
    report.json().put("sessions", sessions).put("backups", backups);
    Path program =
        Chromium.program()
            .orElseThrow(() ->
                new IllegalStateException(
                    "no Chromium is here; install it, or name one in OX_CHROMIUM"));
    try (BenchStack stack = BenchStack.start(options);
        TargetStub stub = new TargetStub()) {
      Full full = fill(report, stack, stub);
      try (Chromium chromium = Chromium.start(program, full.gateway().base())) {
        report.json().put("chromium", chromium.version());
        chromium.signIn("admin", stack.adminPassword());
        if (cases.contains("live")) {
          new LiveFigures(report, times).measure(new Visible(chromium, full.admin()));
        }
        if (cases.contains("streams")) {
          new StreamFigures(report, streams, idle)
              .measure(full.gateway(), full.admin(), full.people(), PASSWORD);
        }
        if (cases.contains("paint")) {
          paint(report, new FirstPaint(chromium), full);
        }
      }
    }
    report.finish();
    return 0;
  }

  private Full fill(Report report, BenchStack stack, TargetStub stub) {
    // The limit for a caller is still asked for each request.
    ServiceProcess gateway =
        stack.gateway(Map.of("ORCHESTRATEX_GATEWAY_LIMIT_REQUESTS", "1000000000"));
    ServiceProcess session = stack.service("session-service", Map.of());
    ServiceProcess backup = stack.service("backup-service", Map.of());
    ServiceProcess alert = stack.service("alert-service", Map.of());
    Gateway admin = stack.signIn();
    long begin = System.nanoTime();
    Filling filling = new Filling(admin);
    filling.rule();
    Map<String, String> pages = new LinkedHashMap<>();
    pages.put(filling.backups(backup, backups), "a backup");
    stack.service(
        "monitor-service",
        Map.of(
            "MICRONAUT_CONFIG_FILES",
            stub.settings(stack.folder("run"), targets).toString(),
            "ORCHESTRATEX_MONITOR_PROBE_INTERVAL",
            interval + "s",
            "ORCHESTRATEX_MONITOR_PROBE_SLOW_INTERVAL",
            interval + "s"));
    List<String> people = new ArrayList<>();
    List<String> owners = new ArrayList<>();
    for (int i = 0; i < PEOPLE; i++) {
      people.add("person-" + i);
      owners.add(filling.user(people.getLast(), PASSWORD));
    }
    List<String> conversation = filling.sessions(session, sessions, owners);
    pages.put(conversation.get(0), "a session");
    pages.put(conversation.get(1), "a thread");
    List<String> trouble = filling.alerts(alert, alerts);
    pages.put(trouble.get(0), "an alert, with chart");
    pages.put(trouble.get(1), "a case");
    pages.put("/console/alerts?resolved=false", "open alerts");
    pages.put("/console/metrics/targets/" + TargetStub.id(0), "a target, with charts");
    pages.put("/console/metrics/explore?name=ox_up&target=mongodb", "the explorer, with chart");
    pages.put("/console/sessions?page=20&size=100", "sessions, 100 rows");
    report.say("filled in %.0f s".formatted((System.nanoTime() - begin) / 1e9));
    awaitMeasured(admin);
    report.say("each target was measured");
    return new Full(gateway, admin, people, pages);
  }

  /** Waits until the newest target has been measured: the pages then show what they always do. */
  private void awaitMeasured(Gateway admin) {
    String last = "/api/v1/monitor/targets?limit=100&offset=" + Math.max(0, targets - 100);
    Filling.await(
        "the measurement of each target",
        () -> {
          JsonNode rows = admin.get(last).path("items");
          for (JsonNode row : rows) {
            if (row.path("state").asText().equals("unknown")) {
              return false;
            }
          }
          return !rows.isEmpty();
        });
  }

  private void paint(Report report, FirstPaint paint, Full full) {
    Map<String, String> names = new LinkedHashMap<>();
    paint.sections().forEach(path -> names.put(path, path.substring("/console/".length())));
    names.putAll(full.pages());
    List<String> paths = new ArrayList<>(names.keySet());
    // One that does not count: everything has then been used once.
    paint.round(paths);
    List<FirstPaint.Load> all = new ArrayList<>();
    long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(paintMinutes);
    int rounds = 0;
    for (int round = 0; round < loads && System.nanoTime() < end; round++) {
      long begin = System.nanoTime();
      all.addAll(paint.round(paths));
      report.say(
          "round %d of %d: %.0f s".formatted(round + 1, loads, (System.nanoTime() - begin) / 1e9));
      rounds++;
    }
    if (rounds < loads) {
      report.note("each page was loaded " + rounds + " times only");
    }
    PaintFigures figures = new PaintFigures(all);
    ArrayNode rows = figures.rows(names);
    report.table(
        "first paint, %d loads of each page, cold and warm".formatted(rounds),
        PaintFigures.table(),
        rows);
    ObjectNode kept = report.json().putObject("paint");
    kept.set("pages", rows);
    kept.set("loads", figures.details());
    figures
        .missed(rows, PAINT_AIM_MILLIS, WEIGHT_AIM_KILOBYTES)
        .forEach(page -> report.note(page + " misses what is aimed at"));
  }

  static void rest(int seconds) {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }
}
