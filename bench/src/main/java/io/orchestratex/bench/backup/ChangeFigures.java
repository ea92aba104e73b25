package io.orchestratex.bench.backup;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.orchestratex.bench.report.Figures;
import io.orchestratex.bench.report.Report;
import io.orchestratex.bench.stack.BenchStack;
import io.orchestratex.bench.stack.ServiceProcess;
import io.orchestratex.cli.access.Gateway;
import io.orchestratex.cli.output.Table;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a backup costs that finds most of its chunks in the vault, and the memory that one takes.
 */
final class ChangeFigures {

  private static final double KILLED_AT = 0.9;
  private static final double MEGA = 1e6;
  private static final Pattern PEAK = Pattern.compile("(?m)^VmHWM:\\s+(\\d+) kB");

  private final Report report;
  private final BenchStack stack;
  private final int rounds;

  ChangeFigures(Report report, BenchStack stack, int rounds) {
    this.report = report;
    this.stack = stack;
    this.rounds = rounds;
  }

  /** Changes a hundredth of the data. */
  @FunctionalInterface
  interface Change {
    void make() throws SQLException;
  }

  /** A first backup, a change of a hundredth, and a second backup, each round in an empty vault. */
  void second(String target, OurJobs ours, Change change) throws SQLException {
    List<Double> time = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    ArrayNode rows = Gateway.JSON.createArrayNode();
    ours.delete(ours.backup(target).id()); // Everything has then been used once.
    for (int round = 0; round < rounds; round++) {
      ours.emptyVault();
      OurJobs.Took first = ours.backup(target);
      change.make();
      OurJobs.Took second = ours.backup(target);
      time.add(second.seconds() / first.seconds());
      bytes.add((double) second.addedBytes() / first.addedBytes());
      rows.add(row("first backup", first));
      rows.add(row("after a change of 1 %", second));
      ours.deleteAll();
    }
    rows.add(ratio("second ÷ first, median", Figures.median(time), Figures.median(bytes)));
    keep(target, "second", rows);
  }

  /**
   * A backup whose worker dies by {@code kill -9} when it has read most of the data.
   *
   * @return the same on the service that runs now
   */
  OurJobs killed(String target, OurJobs first) {
    List<Double> time = new ArrayList<>();
    List<Double> bytes = new ArrayList<>();
    ArrayNode rows = Gateway.JSON.createArrayNode();
    OurJobs ours = first;
    for (int round = 0; round < rounds; round++) {
      ours.delete(ours.backup(target).id());
      ours.emptyVault();
      OurJobs.Took whole = ours.backup(target);
      ours.deleteAll();
      ours.emptyVault();
      OurJobs.Begun begun = ours.killedAt(KILLED_AT, target, whole.sourceBytes());
      ServiceProcess service = stack.again(ours.service());
      ours = new OurJobs(stack.signIn(), service);
      OurJobs.Took resumed = ours.resumed(begun.id());
      double left = 1 - begun.share();
      time.add(resumed.seconds() / whole.seconds());
      bytes.add(Math.max(0, (double) resumed.addedBytes() / whole.addedBytes() - left));
      rows.add(row("whole backup", whole));
      rows.add(row("killed at %.0f %%, next attempt".formatted(begun.share() * 100), resumed));
      ours.deleteAll();
    }
    rows.add(
        ratio(
            "next attempt ÷ whole; bytes stored again ÷ whole",
            Figures.median(time),
            Figures.median(bytes)));
    keep(target, "killed", rows);
    return ours;
  }

  /** The largest resident size that the service has had, after a backup of everything. */
  void memory(String target, OurJobs ours) {
    ArrayNode rows = Gateway.JSON.createArrayNode();
    OurJobs.Took took = ours.backup(target);
    rows.add(row("backup", took));
    rows.add(ratio("peak resident size of the service, MB", Double.NaN, peak(ours.service())));
    keep(target, "memory", rows);
  }

  private static double peak(ServiceProcess service) {
    try {
      String status = Files.readString(Path.of("/proc/" + service.pid() + "/status"));
      Matcher found = PEAK.matcher(status);
      return found.find() ? Long.parseLong(found.group(1)) * 1_024 / MEGA : Double.NaN;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static ObjectNode row(String what, OurJobs.Took took) {
    return Gateway.body()
        .put("what", what)
        .put("seconds", Report.rounded(took.seconds()))
        .put("cpu_seconds", Report.rounded(took.processorSeconds()))
        .put("megabytes", Report.rounded(took.addedBytes() / MEGA));
  }

  private static ObjectNode ratio(String what, double seconds, double bytes) {
    return Gateway.body()
        .put("what", what)
        .put("seconds", Report.rounded(seconds))
        .put("megabytes", Report.rounded(bytes));
  }

  private void keep(String target, String name, ArrayNode rows) {
    Table table = BackupFigures.table();
    report.table("%s, %s".formatted(target, name), table, rows);
    report.json().withObject("/targets/" + target).set(name, rows);
  }
}
