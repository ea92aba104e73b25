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
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
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
    description = "Backup and restore beside mongodump, pg_dump and SQLite's VACUUM INTO.",
    mixinStandardHelpOptions = true)
public final class BackupBench implements Callable<Integer> {

  private static final String MONGODB = "mongodb";
  private static final String POSTGRESQL = "postgresql";
  private static final String SQLITE = "sqlite";

  @Mixin private StackOptions options;

  @Option(names = "--mb", description = "Megabytes of data in each engine (${DEFAULT-VALUE}).")
  private int megabytes = 500;

  @Option(names = "--rounds", description = "Rounds of both sides (default ${DEFAULT-VALUE}).")
  private int rounds = 5;

  @Option(
      names = "--engine",
      split = ",",
      description = "Engines: mongodb, postgresql, sqlite (default: ${DEFAULT-VALUE}).")
  private List<String> engines = List.of(MONGODB, POSTGRESQL);

  @Option(
      names = "--mongo-tools",
      paramLabel = "DIR",
      description = "Where mongodump and mongorestore are (default: the PATH).")
  private @Nullable Path mongoTools;

  @Option(names = "--no-restore", description = "Backups only.")
  private boolean noRestore;

  /** What is measured. */
  enum Case {
    dump,
    second,
    killed,
    memory
  }

  @Option(
      names = "--case",
      description =
          "dump: beside the stock tools; second: after a change of 1 %%; killed: the next attempt"
              + " after kill -9 at 90 %%; memory: the peak of the service (${DEFAULT-VALUE}).")
  private Case measured = Case.dump;

  @Override
  public Integer call() throws SQLException {
    Report report = options.report();
    report.json().put("megabytes", megabytes);
    try (BenchStack stack = BenchStack.start(options)) {
      stack.gateway(Map.of());
      SqliteFile file = new SqliteFile(stack.folder("sqlite").resolve("bench.db"));
      ServiceProcess service = stack.service("backup-service", settings(file));
      OurJobs ours = new OurJobs(stack.signIn(), service);
      try {
        for (String engine : engines) {
          long count = fill(stack, engine, file);
          report.say("%s: %,d records, %d MB".formatted(engine, count, megabytes));
          ChangeFigures figures = new ChangeFigures(report, stack, rounds);
          switch (measured) {
            case dump -> measure(report, engine, ours, stock(stack, engine, file));
            case second -> figures.second(engine, ours, () -> change(stack, engine, file));
            case killed -> ours = figures.killed(engine, ours);
            case memory -> figures.memory(engine, ours);
          }
        }
      } finally {
        Filling.remove(stack.engines());
      }
    }
    report.finish();
    return 0;
  }

  private Map<String, String> settings(SqliteFile file) {
    Map<String, String> settings = new HashMap<>();
    if (measured == Case.killed) {
      settings.put("ORCHESTRATEX_BACKUP_JOB_HEARTBEAT", "100ms");
      settings.put("ORCHESTRATEX_BACKUP_JOB_LEASE", "1s");
    }
    if (engines.contains(SQLITE)) {
      settings.putAll(file.target(SQLITE));
    }
    return settings;
  }

  private long fill(BenchStack stack, String engine, SqliteFile file) throws SQLException {
    long bytes = megabytes * 1_000_000L;
    return switch (engine) {
      case MONGODB -> Filling.mongodb(stack.engines().mongo(), bytes);
      case POSTGRESQL -> Filling.postgresql(stack.engines().postgres(), bytes);
      case SQLITE -> file.fill(bytes);
      default -> throw new IllegalArgumentException("--engine " + engine + " is not measured");
    };
  }

  private static void change(BenchStack stack, String engine, SqliteFile file) throws SQLException {
    switch (engine) {
      case MONGODB -> Filling.changeMongodb(stack.engines().mongo());
      case POSTGRESQL -> Filling.changePostgresql(stack.engines().postgres());
      default -> file.change();
    }
  }

  private List<StockTool> stock(BenchStack stack, String engine, SqliteFile file) {
    Path folder = stack.folder("stock");
    return switch (engine) {
      case MONGODB ->
          StockTool.mongodb(stack.engines().mongo(), folder, Optional.ofNullable(mongoTools))
              .stream()
              .toList();
      case POSTGRESQL -> StockTool.postgresql(stack.engines().postgres(), folder);
      default -> file.stock(folder);
    };
  }

  /**
   * @param tools the first one restores, too
   */
  private void measure(Report report, String target, OurJobs ours, List<StockTool> tools) {
    if (tools.isEmpty()) {
      report.note(target + ": the stock tools or zstd are not at hand: nothing to compare with");
    }
    List<OurJobs.Took> ourBackups = new ArrayList<>();
    List<OurJobs.Took> ourRestores = new ArrayList<>();
    List<StockTool.Took> stockRestores = new ArrayList<>();
    Map<StockTool, List<StockTool.Took>> dumps = new LinkedHashMap<>();
    // One that does not count: everything has then been used once.
    ours.delete(ours.backup(target).id());
    for (int round = 0; round < rounds; round++) {
      ours.emptyVault();
      OurJobs.Took backup = ours.backup(target);
      ourBackups.add(backup);
      tools.forEach(tool -> dumps.computeIfAbsent(tool, _ -> new ArrayList<>()).add(tool.back()));
      if (!noRestore) {
        ourRestores.add(ours.restore(backup.id(), target));
        tools.stream().limit(1).forEach(tool -> stockRestores.add(tool.forth()));
      }
      ours.deleteAll();
      report.say(
          "%s round %d: backup %.1f s, stock %s%s"
              .formatted(
                  target,
                  round + 1,
                  backup.seconds(),
                  dumps.values().stream().map(each -> seconds(each.getLast())).toList(),
                  noRestore
                      ? ""
                      : ", restore %.1f s, stock %s"
                          .formatted(
                              ourRestores.getLast().seconds(),
                              stockRestores.isEmpty() ? "-" : seconds(stockRestores.getLast()))));
    }
    dumps.keySet().forEach(StockTool::deleteFile);
    ArrayNode rows = Gateway.JSON.createArrayNode();
    List<StockTool.Took> first =
        tools.isEmpty() ? List.of() : dumps.getOrDefault(tools.getFirst(), List.of());
    BackupFigures figures = new BackupFigures(ourBackups, first);
    figures.backupRows(rows, tools.isEmpty() ? "" : tools.getFirst().name());
    dumps.entrySet().stream()
        .skip(1)
        .forEach(each -> figures.otherRow(rows, each.getKey().name(), each.getValue()));
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

  private static String seconds(StockTool.Took took) {
    return String.format(Locale.ROOT, "%.1f s", took.seconds());
  }
}
