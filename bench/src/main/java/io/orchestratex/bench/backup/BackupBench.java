package io.orchestratex.bench.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.report.Report;
import io.orchestratex.bench.stack.BenchStack;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.bench.stack.StackOptions;
import io.orchestratex.cli.access.Gateway;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/**
 * Our backup and restore, ordered over the gateway, beside the engines' own tools with equal
 * compression. Ours also hashes, encrypts, reads everything back and, at a restore, takes a safety
 * backup and compares; the phases show what that costs.
 */
@Command(
    name = "backup",
    description = "Backup and restore beside mongodump and pg_dump.",
    mixinStandardHelpOptions = true)
public final class BackupBench implements Callable<Integer> {

  private static final String MONGODB = "mongodb";
  private static final String POSTGRESQL = "postgresql";

  @Mixin private StackOptions options;

  @Option(names = "--mb", description = "Megabytes of data in each engine (${DEFAULT-VALUE}).")
  private int megabytes = 500;

  @Option(names = "--rounds", description = "Rounds of both sides (default ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(names = "--engine", split = ",", description = "Engines (default: ${DEFAULT-VALUE}).")
  private List<String> engines = List.of(MONGODB, POSTGRESQL);

  @Option(
      names = "--mongo-tools",
      paramLabel = "DIR",
      description = "Where mongodump and mongorestore are (default: the PATH).")
  private @Nullable Path mongoTools;

  @Option(names = "--no-restore", description = "Backups only.")
  private boolean noRestore;

  @Override
  public Integer call() throws SQLException {
    Report report = options.report();
    report.json().put("megabytes", megabytes);
    try (BenchStack stack = BenchStack.start(options)) {
      stack.gateway(Map.of());
      ServiceProcess service = stack.service("backup-service", Map.of());
      OurJobs ours = new OurJobs(stack.signIn(), service);
      Path folder = stack.folder("stock");
      try {
        if (engines.contains(MONGODB)) {
          long count = Filling.mongodb(stack.engines().mongo(), megabytes * 1_000_000L);
          report.say("mongodb: %,d documents, %d MB".formatted(count, megabytes));
          Optional<StockTool> stock =
              StockTool.mongodb(stack.engines().mongo(), folder, Optional.ofNullable(mongoTools));
          measure(report, MONGODB, ours, stock);
        }
        if (engines.contains(POSTGRESQL)) {
          long count = Filling.postgresql(stack.engines().postgres(), megabytes * 1_000_000L);
          report.say("postgresql: %,d rows, %d MB".formatted(count, megabytes));
          measure(
              report, POSTGRESQL, ours, StockTool.postgresql(stack.engines().postgres(), folder));
        }
      } finally {
        Filling.remove(stack.engines());
      }
    }
    report.finish();
    return 0;
  }

  private void measure(Report report, String target, OurJobs ours, Optional<StockTool> stock) {
    if (stock.isEmpty()) {
      report.note(target + ": the stock tools or zstd are not at hand: nothing to compare with");
    }
    List<OurJobs.Took> ourBackups = new ArrayList<>();
    List<OurJobs.Took> ourRestores = new ArrayList<>();
    List<StockTool.Took> stockBackups = new ArrayList<>();
    List<StockTool.Took> stockRestores = new ArrayList<>();
    // One that does not count: everything has then been used once.
    ours.delete(ours.backup(target).id());
    for (int round = 0; round < rounds; round++) {
      OurJobs.Took backup = ours.backup(target);
      ourBackups.add(backup);
      stock.ifPresent(tool -> stockBackups.add(tool.back()));
      if (!noRestore) {
        ourRestores.add(ours.restore(backup.id(), target));
        stock.ifPresent(tool -> stockRestores.add(tool.forth()));
      }
      ours.deleteAll();
      report.say(
          "%s round %d: backup %.1f s, stock %.1f s%s"
              .formatted(
                  target,
                  round + 1,
                  backup.seconds(),
                  stockBackups.isEmpty() ? Double.NaN : stockBackups.getLast().seconds(),
                  noRestore
                      ? ""
                      : ", restore %.1f s, stock %.1f s"
                          .formatted(
                              ourRestores.getLast().seconds(),
                              stockRestores.isEmpty()
                                  ? Double.NaN
                                  : stockRestores.getLast().seconds())));
    }
    stock.ifPresent(StockTool::deleteFile);
    ArrayNode rows = Gateway.JSON.createArrayNode();
    BackupFigures figures = new BackupFigures(ourBackups, stockBackups);
    figures.backupRows(rows, stock.map(StockTool::name).orElse(""));
    new BackupFigures(ourRestores, stockRestores).restoreRows(rows);
    report.table(
        "%s, %d MB, medians of %d rounds".formatted(target, megabytes, rounds),
        BackupFigures.table(),
        rows);
    ObjectNode kept = report.json().withObject("/targets").putObject(target);
    kept.set("medians", rows);
    kept.set("backups", figures.details());
    kept.set("restores", new BackupFigures(ourRestores, stockRestores).details());
  }
}
