package io.orchestratex.bench.console;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import io.orchestratex.bench.report.Figures;
import io.orchestratex.bench.report.Report;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** How soon open pages show what somebody does elsewhere. */
final class LiveFigures {

  private final Report report;
  private final int times;

  LiveFigures(Report report, int times) {
    this.report = report;
    this.times = times;
  }

  void measure(Visible visible) {
    ArrayNode rows = report.json().putArray("live");
    rows.add(row("a case is opened", visible.measure("/console/cases", new Opened(), times)));
    rows.add(row("a session starts", visible.measure("/console/sessions", new Started(), times)));
    rows.add(
        row(
            "an alert is acknowledged",
            visible.measure("/console/alerts?resolved=false&size=100", new Acknowledged(), times)));
    report.table(
        times + " changes of each kind: request sent → shown on the open list, in milliseconds",
        new Table()
            .text("WHAT", "/what")
            .number("P50", row -> Report.number(row.path("p50_ms"), 0))
            .number("P95", row -> Report.number(row.path("p95_ms"), 0))
            .number("MAX", row -> Report.number(row.path("max_ms"), 0)),
        rows);
  }

  private JsonNode row(String what, List<Double> took) {
    report.say("%s: p50 %.0f ms".formatted(what, Figures.quantile(took, 0.5)));
    ArrayNode each = Gateway.JSON.createArrayNode();
    took.forEach(value -> each.add(Report.rounded(value)));
    return Gateway.body()
        .put("what", what)
        .put("p50_ms", Report.rounded(Figures.quantile(took, 0.5)))
        .put("p95_ms", Report.rounded(Figures.quantile(took, 0.95)))
        .put("max_ms", Report.rounded(Figures.quantile(took, 1)))
        .set("each_ms", each);
  }

  /** Somebody opens a case. */
  private static final class Opened implements Visible.Act {
    @Override
    public String selector(Gateway admin, int number) {
      return "#table";
    }

    @Override
    public String text(int number) {
      return "The queue grows, " + number + ".";
    }

    @Override
    public void run(Gateway admin, int number) {
      admin.post(
          "/api/v1/cases",
          Gateway.body()
              .put("title", text(number))
              .put("description", "")
              .put("severity", "low")
              .put("priority", "low"));
    }
  }

  /** Somebody starts a session. */
  private static final class Started implements Visible.Act {
    @Override
    public String selector(Gateway admin, int number) {
      return "#table";
    }

    @Override
    public String text(int number) {
      return "About the queue, " + number + ".";
    }

    @Override
    public void run(Gateway admin, int number) {
      admin.post("/api/v1/sessions", Gateway.body().put("title", text(number)));
    }
  }

  /** Somebody acknowledges one alert after the other of targets that stay down: no other stays. */
  private static final class Acknowledged implements Visible.Act {

    private final List<String> open = new ArrayList<>();

    @Override
    public String selector(Gateway admin, int number) {
      if (open.isEmpty()) {
        Set<String> targets = new HashSet<>();
        admin
            .get("/api/v1/alerts?rule=" + Filling.RULE + "&resolved=false&limit=100")
            .path("items")
            .forEach(alert -> {
              if (targets.add(alert.at("/labels/target").asText())) {
                open.add(alert.path("id").asText()); // The newest, which is no copy.
              }
            });
      }
      return "#alert-" + open.get(number);
    }

    @Override
    public String text(int number) {
      return "acknowledged";
    }

    @Override
    public void run(Gateway admin, int number) {
      admin.post("/api/v1/alerts/" + open.get(number) + "/acknowledge", Gateway.body());
    }
  }
}
