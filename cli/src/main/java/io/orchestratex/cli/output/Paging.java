package io.orchestratex.cli.output;

import picocli.CommandLine.Option;

/** {@code --limit} and {@code --offset}, mixed into each list verb. */
public final class Paging {

  @Option(names = "--limit", description = "Rows to show, 1 to 100 (default ${DEFAULT-VALUE}).")
  private int limit = 20;

  @Option(names = "--offset", description = "Rows to skip.")
  private int offset;

  /** The query parameters. */
  public String query() {
    return "limit=" + limit + "&offset=" + offset;
  }

  /** Rows to show. */
  public int limit() {
    return limit;
  }

  /** Rows to skip. */
  public int offset() {
    return offset;
  }
}
