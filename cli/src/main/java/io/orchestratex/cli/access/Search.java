package io.orchestratex.cli.access;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** {@code --search}, {@code --from} and {@code --to}, mixed into list verbs. */
public final class Search {

  @Option(names = "--search", description = "Only what contains this text.")
  private @Nullable String text;

  @Option(names = "--from", description = "Only from this ISO instant on, or -24h.")
  private @Nullable String from;

  @Option(names = "--to", description = "Only before this ISO instant.")
  private @Nullable String to;

  /** The query parameters, to follow others. */
  public String query() {
    return part("q", text) + part("from", from) + part("to", to);
  }

  private static String part(String name, @Nullable String value) {
    return value == null ? "" : "&" + name + "=" + Gateway.escaped(value);
  }
}
