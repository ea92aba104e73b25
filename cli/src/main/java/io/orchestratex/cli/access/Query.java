package io.orchestratex.cli.access;

import io.orchestratex.cli.output.Paging;
import org.jspecify.annotations.Nullable;

/** Query parameters of an address; those without a value are left out. */
public final class Query {

  private final StringBuilder text = new StringBuilder();

  /** Nothing is asked for yet. */
  public Query() {}

  /** Begins with the page. */
  public Query(Paging paging) {
    text.append(paging.query());
  }

  /** Adds a parameter. */
  public Query with(String name, @Nullable Object value) {
    if (value != null) {
      text.append(text.isEmpty() ? "" : "&")
          .append(name)
          .append('=')
          .append(Gateway.escaped(value.toString()));
    }
    return this;
  }

  /** An address with these parameters. */
  public String of(String path) {
    return text.isEmpty() ? path : path + "?" + text;
  }
}
