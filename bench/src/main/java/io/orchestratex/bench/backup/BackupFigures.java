package io.orchestratex.bench.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.report.Figures;
import io.orchestratex.bench.report.Report;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/** Medians of the rounds, and the medians of the ratios within each round. */
final class BackupFigures {

  private static final double MEGA = 1e6;

  private final List<OurJobs.Took> ours;
  private final List<StockTool.Took> stock;

  BackupFigures(List<OurJobs.Took> ours, List<StockTool.Took> stock) {
    this.ours = List.copyOf(ours);
    this.stock = List.copyOf(stock);
  }

  /** Taking alone (without the wait and the reading back), then everything, then the tool. */
  void backupRows(ArrayNode rows, String tool) {
    if (ours.isEmpty()) {
      return;
    }
    rows.add(
        row(
            "ours: taken",
            median(took -> took.in("queued") + took.in("running")),
            Double.NaN,
            median(took -> took.storedBytes() / MEGA)));
    rows.add(
        row(
            "ours: taken, read back and verified",
            median(OurJobs.Took::seconds),
            median(OurJobs.Took::processorSeconds),
            median(took -> took.storedBytes() / MEGA)));
    if (stock.isEmpty()) {
      return;
    }
    rows.add(
        row(
            tool,
            Figures.median(stock.stream().map(StockTool.Took::seconds).toList()),
            Figures.median(stock.stream().map(StockTool.Took::processorSeconds).toList()),
            Figures.median(stock.stream().map(took -> took.bytes() / MEGA).toList())));
    rows.add(
        row(
            "taken ÷ stock",
            ratio(took -> took.in("queued") + took.in("running"), StockTool.Took::seconds),
            Double.NaN,
            ratio(OurJobs.Took::storedBytes, StockTool.Took::bytes)));
    rows.add(
        row(
            "verified ÷ stock",
            ratio(OurJobs.Took::seconds, StockTool.Took::seconds),
            ratio(OurJobs.Took::processorSeconds, StockTool.Took::processorSeconds),
            Double.NaN));
  }

  /** Another tool that dumps the same. */
  void otherRow(ArrayNode rows, String tool, List<StockTool.Took> took) {
    BackupFigures other = new BackupFigures(ours, took);
    rows.add(
        row(
            tool,
            Figures.median(took.stream().map(StockTool.Took::seconds).toList()),
            Figures.median(took.stream().map(StockTool.Took::processorSeconds).toList()),
            Figures.median(took.stream().map(each -> each.bytes() / MEGA).toList())));
    rows.add(
        row(
            "verified ÷ " + tool,
            other.ratio(OurJobs.Took::seconds, StockTool.Took::seconds),
            other.ratio(OurJobs.Took::processorSeconds, StockTool.Took::processorSeconds),
            other.ratio(OurJobs.Took::storedBytes, StockTool.Took::bytes)));
  }

  void restoreRows(ArrayNode rows) {
    if (ours.isEmpty()) {
      return;
    }
    rows.add(
        row(
            "ours: verified, kept, loaded, compared, swapped",
            median(OurJobs.Took::seconds),
            median(OurJobs.Took::processorSeconds),
            Double.NaN));
    if (stock.isEmpty()) {
      return;
    }
    rows.add(
        row(
            "stock restore",
            Figures.median(stock.stream().map(StockTool.Took::seconds).toList()),
            Figures.median(stock.stream().map(StockTool.Took::processorSeconds).toList()),
            Double.NaN));
    rows.add(
        row(
            "everything ÷ stock",
            ratio(OurJobs.Took::seconds, StockTool.Took::seconds),
            ratio(OurJobs.Took::processorSeconds, StockTool.Took::processorSeconds),
            Double.NaN));
  }

  private double median(ToDoubleFunction<OurJobs.Took> figure) {
    return Figures.median(ours.stream().mapToDouble(figure).boxed().toList());
  }

  private double ratio(
      ToDoubleFunction<OurJobs.Took> figure, ToDoubleFunction<StockTool.Took> stockFigure) {
    List<Double> ratios = new ArrayList<>();
    for (int i = 0; i < Math.min(ours.size(), stock.size()); i++) {
      ratios.add(figure.applyAsDouble(ours.get(i)) / stockFigure.applyAsDouble(stock.get(i)));
    }
    return Figures.median(ratios);
  }

  private static ObjectNode row(String what, double seconds, double processor, double megabytes) {
    return Gateway.body()
        .put("what", what)
        .put("seconds", Report.rounded(seconds))
        .put("cpu_seconds", Report.rounded(processor))
        .put("megabytes", Report.rounded(megabytes));
  }

  /** Every round as it was, with its phases. */
  ArrayNode details() {
    ArrayNode rows = Gateway.JSON.createArrayNode();
    for (int i = 0; i < ours.size(); i++) {
      OurJobs.Took took = ours.get(i);
      ObjectNode row = rows.addObject();
      row.put("seconds", Report.rounded(took.seconds()));
      row.put("cpu_seconds", Report.rounded(took.processorSeconds()));
      row.put("stored_bytes", took.storedBytes());
      ObjectNode phases = row.putObject("phases_seconds");
      took.phases().forEach((state, seconds) -> phases.put(state, Report.rounded(seconds)));
      if (i < stock.size()) {
        row.put("stock_seconds", Report.rounded(stock.get(i).seconds()));
        row.put("stock_cpu_seconds", Report.rounded(stock.get(i).processorSeconds()));
        row.put("stock_bytes", stock.get(i).bytes());
      }
    }
    return rows;
  }

  static Table table() {
    return new Table()
        .text("WHAT", "/what")
        .number("SECONDS", row -> Report.number(row.path("seconds"), 2))
        .number("CPU s", row -> Report.number(row.path("cpu_seconds"), 2))
        .number("MB STORED", row -> Report.number(row.path("megabytes"), 2));
  }
}
