package io.orchestratex.bench.up;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.report.Figures;
import io.orchestratex.bench.report.ProcessTime;
import io.orchestratex.bench.report.Report;
import io.orchestratex.bench.stack.StackOptions;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import io.orchestratex.local.LocalStack;
import io.orchestratex.local.part.PartStatus;
import io.orchestratex.local.part.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * {@code ox up} from built to healthy, and the memory of what then runs. Cold: the first start
 * ever, with empty folders (databases, accounts and topics are made). Warm: after {@code down},
 * with the data of the first.
 */
@Command(
    name = "up",
    description = "From built to healthy, and memory.",
    mixinStandardHelpOptions = true)
public final class UpBench implements Callable<Integer> {

  @Mixin private StackOptions options;

  @Option(names = "--rounds", description = "Cold and warm starts (default ${DEFAULT-VALUE}).")
  private int rounds = 3;

  @Option(
      names = "--settle",
      description = "Seconds from healthy to the look at the memory (${DEFAULT-VALUE}).")
  private int settle = 10;

  @Override
  public Integer call() {
    Report report = options.report();
    report.json().put("service_flags", "as the local stack starts them");
    List<Start> cold = new ArrayList<>();
    List<Start> warm = new ArrayList<>();
    for (int round = 0; round < rounds; round++) {
      Path checkout = LinkedCheckout.fresh(options.root(), options.folder().resolve("checkout"));
      LocalStack stack = LocalStack.at(checkout);
      Thread atExit = new Thread(() -> stack.down(Progress.SILENT));
      Runtime.getRuntime().addShutdownHook(atExit);
      try {
        cold.add(start(stack));
        stack.down(Progress.SILENT);
        warm.add(start(stack));
        report.say(
            "round %d: cold %.1f s, warm %.1f s"
                .formatted(round + 1, cold.getLast().seconds(), warm.getLast().seconds()));
      } finally {
        stack.reset(Progress.SILENT);
        Runtime.getRuntime().removeShutdownHook(atExit);
      }
    }
    show(report, cold, warm);
    report.finish();
    return 0;
  }

  /**
   * One start.
   *
   * @param healthyAfter seconds from the call until each part answered
   * @param processorSeconds what all parts together had used by then
   * @param bytes resident memory of each part, a little later
   */
  private record Start(
      double seconds,
      double processorSeconds,
      Map<String, Double> healthyAfter,
      Map<String, Long> bytes) {
    double totalBytes() {
      return bytes.values().stream().mapToDouble(Long::doubleValue).sum();
    }
  }

  private Start start(LocalStack stack) {
    Map<String, Double> healthyAfter = new ConcurrentHashMap<>();
    long begin = System.nanoTime();
    stack.up((part, step, message) -> {
      if (step == Progress.Step.DONE) {
        healthyAfter.put(part, (System.nanoTime() - begin) / 1e9);
      }
    });
    double seconds = (System.nanoTime() - begin) / 1e9;
    double processorSeconds =
        stack.status().stream()
            .map(PartStatus::pid)
            .filter(Objects::nonNull)
            .mapToDouble(ProcessTime::seconds)
            .sum();
    pause();
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (PartStatus part : stack.status()) {
      if (part.state() != PartStatus.State.RUNNING) {
        throw new IllegalStateException(part.name() + " is " + part.state() + " after up");
      }
      bytes.put(part.name(), part.residentBytes());
    }
    return new Start(seconds, processorSeconds, healthyAfter, bytes);
  }

  private void pause() {
    try {
      TimeUnit.SECONDS.sleep(settle);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  private static void show(Report report, List<Start> cold, List<Start> warm) {
    ArrayNode rows = Gateway.JSON.createArrayNode();
    for (String part : cold.getFirst().bytes().keySet()) {
      rows.add(
          row(
              part,
              median(cold, start -> start.healthyAfter().getOrDefault(part, Double.NaN)),
              median(warm, start -> start.healthyAfter().getOrDefault(part, Double.NaN)),
              median(warm, start -> start.bytes().getOrDefault(part, 0L).doubleValue())));
    }
    rows.add(
        row(
            "all",
            median(cold, Start::seconds),
            median(warm, Start::seconds),
            median(warm, Start::totalBytes)));
    rows.add(
        row(
            "processor time of all",
            median(cold, Start::processorSeconds),
            median(warm, Start::processorSeconds),
            Double.NaN));
    report.json().set("medians", rows);
    ObjectNode each = report.json().putObject("each_seconds");
    cold.forEach(start -> each.withArray("cold").add(Report.rounded(start.seconds())));
    warm.forEach(start -> each.withArray("warm").add(Report.rounded(start.seconds())));
    report.table(
        "Medians of %d rounds; seconds from the call until healthy; memory after a warm start"
            .formatted(cold.size()),
        new Table()
            .text("PART", "/part")
            .number("COLD s", row -> Report.number(row.path("cold_seconds"), 1))
            .number("WARM s", row -> Report.number(row.path("warm_seconds"), 1))
            .number("MEMORY MiB", row -> Report.number(row.path("resident_mib"), 0)),
        rows);
  }

  private static ObjectNode row(String part, double cold, double warm, double bytes) {
    return Gateway.body()
        .put("part", part)
        .put("cold_seconds", Report.rounded(cold))
        .put("warm_seconds", Report.rounded(warm))
        .put("resident_mib", Report.rounded(bytes / (1 << 20)));
  }

  private static double median(
      List<Start> starts, java.util.function.ToDoubleFunction<Start> figure) {
    return Figures.median(starts.stream().mapToDouble(figure).boxed().toList());
  }
}
