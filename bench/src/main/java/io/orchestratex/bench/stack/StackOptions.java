package io.orchestratex.bench.stack;

import io.orchestratex.bench.report.Report;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Options that every measurement has. */
public final class StackOptions {

  @Spec(Spec.Target.MIXEE)
  private CommandSpec spec;

  @Option(
      names = "--folder",
      paramLabel = "DIR",
      description = "Where the stack of the measurement lives (default: target/bench-stack).")
  private @Nullable Path folder;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where figures are kept (default: target/bench).")
  private @Nullable Path out;

  @Option(names = "--keep", description = "Leave the engines running for the next measurement.")
  private boolean keep;

  @Option(
      names = "--service-flags",
      paramLabel = "FLAGS",
      description =
          "Flags of the services' JVMs (default: ${DEFAULT-VALUE}, as in the container images;"
              + " the local stack has -Xmx256m -XX:+UseSerialGC -XX:TieredStopAtLevel=1,"
              + " backup-service without the last).")
  private String serviceFlags = "-Xmx384m -XX:+UseSerialGC";

  /** The checkout whose built services are measured. */
  public Path root() {
    return Path.of(System.getProperty("ox.root", "")).toAbsolutePath().normalize();
  }

  /** The folder for data and logs. */
  public Path folder() {
    return (folder == null ? root().resolve("target").resolve("bench-stack") : folder)
        .toAbsolutePath()
        .normalize();
  }

  boolean keep() {
    return keep;
  }

  List<String> serviceFlags() {
    return List.of(serviceFlags.strip().split("\\s+"));
  }

  /** Begins the report of this measurement. */
  public Report report() {
    Path where = out == null ? root().resolve("target").resolve("bench") : out;
    Report report =
        new Report(spec.name(), where, spec.root().commandLine().getParseResult().originalArgs());
    report.json().put("service_flags", serviceFlags);
    return report;
  }
}
