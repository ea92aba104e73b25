package io.orchestratex.bench.load;

import io.orchestratex.bench.stack.ChildProcesses;
import io.orchestratex.local.process.Commands;
import io.orchestratex.local.stack.StackFolder;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Drives https://github.com/wg/wrk. */
final class Wrk implements LoadGenerator {

  private static final Pattern TOTAL = Pattern.compile("(\\d+) requests in ([\\d.]+)(us|ms|s|m),");
  private static final Pattern RANK = Pattern.compile("(\\d+)%\\s+([\\d.]+)(us|ms|s|m)");
  private static final Pattern REFUSED = Pattern.compile("Non-2xx or 3xx responses: (\\d+)");
  private static final Pattern BROKEN =
      Pattern.compile("Socket errors: connect (\\d+), read (\\d+), write (\\d+), timeout (\\d+)");

  private final Path program;
  private final Path script;

  Wrk(Path program, Path folder) {
    this.program = program;
    this.script = folder.resolve("wrk.lua");
  }

  @Override
  public String name() {
    return "wrk";
  }

  @Override
  public LoadResult run(Order order) {
    // In a file, since command lines can be read by every account.
    StackFolder.writePrivately(
        script, "wrk.headers[\"Authorization\"] = \"" + order.authorization() + "\"\n");
    Commands.Result result =
        ChildProcesses.run(
            List.of(
                program.toString(),
                "-t1",
                "-c" + order.connections(),
                "-d" + order.seconds() + "s",
                "--timeout",
                "10s",
                "--latency",
                "-s",
                script.toString(),
                order.target().toString()),
            Map.of(),
            order.seconds() + 30,
            TimeUnit.SECONDS);
    if (!result.succeeded()) {
      throw new IllegalStateException("wrk failed: " + result.output());
    }
    return parsed(result.output());
  }

  static LoadResult parsed(String output) {
    Matcher total = TOTAL.matcher(output);
    if (!total.find()) {
      throw new IllegalStateException("wrk answered something new: " + output);
    }
    long failed = 0;
    Matcher refused = REFUSED.matcher(output);
    if (refused.find()) {
      failed += Long.parseLong(refused.group(1));
    }
    Matcher broken = BROKEN.matcher(output);
    if (broken.find()) {
      for (int i = 1; i <= broken.groupCount(); i++) {
        failed += Long.parseLong(broken.group(i));
      }
    }
    return new LoadResult(
        Long.parseLong(total.group(1)),
        failed,
        micros(total.group(2), total.group(3)) / 1e6,
        rank(output, "50"),
        rank(output, "99"));
  }

  private static double rank(String output, String percent) {
    Matcher rank = RANK.matcher(output);
    while (rank.find()) {
      if (rank.group(1).equals(percent)) {
        return micros(rank.group(2), rank.group(3));
      }
    }
    return Double.NaN;
  }

  private static double micros(String number, String unit) {
    double factor =
        switch (unit) {
          case "us" -> 1;
          case "ms" -> 1e3;
          case "s" -> 1e6;
          case "m" -> 60e6;
          default -> throw new IllegalArgumentException(unit);
        };
    return Double.parseDouble(number) * factor;
  }
}
