package io.orchestratex.bench.console;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.report.Report;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.util.ArrayList;
import java.util.List;

/**
 * What open pages cost the gateway while nothing happens, and how soon all of them hear of news.
 */
final class StreamFigures {

  private static final double KIBI = 1_024;
  private static final int SETTLE_SECONDS = 3;

  private final Report report;
  private final int streams;
  private final int idle;

  StreamFigures(Report report, int streams, int idle) {
    this.report = report;
    this.streams = streams;
    this.idle = idle;
  }

  /** What was seen with so many streams open. */
  private record Seen(JavaMemory memory, double processorSeconds) {}

  void measure(ServiceProcess gateway, Gateway admin, List<String> people, String password) {
    try (LiveTabs tabs = new LiveTabs(gateway.base())) {
      List<String> cookies = people.stream().map(name -> tabs.signIn(name, password)).toList();
      // One that does not count: everything has then been used once.
      tabs.open(cookies.getFirst());
      Seen before = seen(gateway);
      for (int i = 0; i < streams; i++) {
        tabs.open(cookies.get(i % cookies.size()));
      }
      Seen open = seen(gateway);
      List<Double> heard = heard(tabs, admin);
      int still = tabs.open();
      if (still < streams) {
        report.note("only " + still + " of " + streams + " streams stayed open");
      }
      print(before, open, heard);
    }
  }

  private Seen seen(ServiceProcess gateway) {
    ConsoleBench.rest(SETTLE_SECONDS);
    double begin = gateway.processorSeconds();
    ConsoleBench.rest(idle);
    double used = gateway.processorSeconds() - begin;
    return new Seen(JavaMemory.of(gateway.pid()), used);
  }

  /** Seconds from a request that opens a case until each stream has told of it. */
  private List<Double> heard(LiveTabs tabs, Gateway admin) {
    tabs.listenFor("\"kind\":\"case\"");
    long begin = System.nanoTime();
    admin.post(
        "/api/v1/cases",
        Gateway.body()
            .put("title", "Heard by all")
            .put("description", "")
            .put("severity", "low")
            .put("priority", "low"));
    Filling.await("news on each stream", () -> tabs.heard().size() >= tabs.open());
    List<Double> took = new ArrayList<>();
    tabs.heard().forEach(at -> took.add((at - begin) / 1e6));
    return took;
  }

  private void print(Seen before, Seen open, List<Double> heard) {
    ObjectNode kept = report.json().putObject("streams");
    kept.put("streams", streams).put("idle_seconds", idle);
    var rows = kept.putArray("rows");
    rows.add(row("1 stream", before));
    rows.add(row(streams + 1 + " streams", open));
    rows.add(
        Gateway.body()
            .put("what", "for each stream")
            .put("heap_kib", each(open.memory().heapBytes() - before.memory().heapBytes()))
            .put(
                "resident_kib",
                each(open.memory().residentBytes() - before.memory().residentBytes()))
            .put(
                "core_percent",
                Report.rounded(
                    percent(open.processorSeconds() - before.processorSeconds()) / streams)));
    kept.put(
        "all_heard_ms",
        Report.rounded(heard.stream().mapToDouble(Double::doubleValue).max().orElse(Double.NaN)));
    report.table(
        "the gateway with open pages, idle for %d s; after a collection".formatted(idle),
        new Table()
            .text("WHAT", "/what")
            .number("HEAP KiB", row -> Report.number(row.path("heap_kib"), 1))
            .number("RESIDENT KiB", row -> Report.number(row.path("resident_kib"), 1))
            .number("% OF A CORE", row -> Report.number(row.path("core_percent"), 3)),
        rows);
    report.say(
        "a case was opened: all %d streams told of it within %s ms"
            .formatted(heard.size(), Report.number(kept.path("all_heard_ms"), 0)));
  }

  private ObjectNode row(String what, Seen seen) {
    return Gateway.body()
        .put("what", what)
        .put("heap_kib", Report.rounded(seen.memory().heapBytes() / KIBI))
        .put("resident_kib", Report.rounded(seen.memory().residentBytes() / KIBI))
        .put("core_percent", Report.rounded(percent(seen.processorSeconds())));
  }

  private double percent(double processorSeconds) {
    return 100 * processorSeconds / idle;
  }

  private @org.jspecify.annotations.Nullable Double each(long bytes) {
    return Report.rounded(bytes / KIBI / streams);
  }
}
