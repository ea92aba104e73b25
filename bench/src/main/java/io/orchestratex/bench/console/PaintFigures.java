package io.orchestratex.bench.console;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.console.FirstPaint.Load;
import io.orchestratex.bench.report.Figures;
import io.orchestratex.bench.report.Report;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;

/** Sums up the loads of each page, and of all of them. */
final class PaintFigures {

  private static final double KILO = 1e3;
  private static final String ALL = "all pages";

  private final List<Load> all;

  PaintFigures(List<Load> all) {
    this.all = List.copyOf(all);
  }

  /**
   * A row for each page.
   *
   * @param names what each path is called
   */
  ArrayNode rows(Map<String, String> names) {
    ArrayNode rows = Gateway.JSON.createArrayNode();
    names.forEach((path, name) ->
        rows.add(row(name, all.stream().filter(load -> load.path().equals(path)).toList())));
    rows.add(row(ALL, all));
    return rows;
  }

  private static ObjectNode row(String name, List<Load> loads) {
    List<Load> cold = loads.stream().filter(Load::cold).toList();
    List<Load> warm = loads.stream().filter(load -> !load.cold()).toList();
    return Gateway.body()
        .put("page", name)
        .put("loads", cold.size())
        .put("cold_p50_ms", of(cold, Load::paintMillis, 0.5))
        .put("cold_p95_ms", of(cold, Load::paintMillis, 0.95))
        .put("warm_p50_ms", of(warm, Load::paintMillis, 0.5))
        .put("warm_p95_ms", of(warm, Load::paintMillis, 0.95))
        .put("answer_p50_ms", of(warm, Load::answerMillis, 0.5))
        .put("answer_p95_ms", of(warm, Load::answerMillis, 0.95))
        .put("cold_kilobytes", of(cold, load -> load.transferredBytes() / KILO, 1))
        .put("warm_kilobytes", of(warm, load -> load.transferredBytes() / KILO, 1))
        .put("decoded_kilobytes", of(cold, load -> load.decodedBytes() / KILO, 1))
        .put("files", of(cold, Load::files, 1));
  }

  private static @org.jspecify.annotations.Nullable Double of(
      List<Load> loads, ToDoubleFunction<Load> figure, double quantile) {
    return Report.rounded(
        Figures.quantile(loads.stream().mapToDouble(figure).boxed().toList(), quantile));
  }

  /** Every load as it was: cold and warm paints of each page, in order. */
  ObjectNode details() {
    ObjectNode kept = Gateway.body();
    for (Load load : all) {
      kept.withObjectProperty(load.path())
          .withArrayProperty(load.cold() ? "cold_ms" : "warm_ms")
          .add(Report.rounded(load.paintMillis()));
    }
    return kept;
  }

  /** The rows whose figures are above what is aimed at. */
  List<String> missed(ArrayNode rows, double paintMillis, double kilobytes) {
    List<String> missed = new ArrayList<>();
    rows.forEach(row -> {
      double paint =
          Math.max(row.path("cold_p95_ms").asDouble(), row.path("warm_p95_ms").asDouble());
      if (paint > paintMillis || row.path("cold_kilobytes").asDouble() > kilobytes) {
        missed.add(row.path("page").asText());
      }
    });
    return missed;
  }

  static Table table() {
    return new Table()
        .text("PAGE", "/page")
        .number("COLD P50 ms", row -> Report.number(row.path("cold_p50_ms"), 0))
        .number("P95", row -> Report.number(row.path("cold_p95_ms"), 0))
        .number("WARM P50", row -> Report.number(row.path("warm_p50_ms"), 0))
        .number("P95", row -> Report.number(row.path("warm_p95_ms"), 0))
        .number("ANSWER P50", row -> Report.number(row.path("answer_p50_ms"), 0))
        .number("P95", row -> Report.number(row.path("answer_p95_ms"), 0))
        .number("SENT kB", row -> Report.number(row.path("cold_kilobytes"), 0))
        .number("WARM kB", row -> Report.number(row.path("warm_kilobytes"), 0))
        .number("DECODED kB", row -> Report.number(row.path("decoded_kilobytes"), 0))
        .number("FILES", row -> Report.number(row.path("files"), 0));
  }
}
