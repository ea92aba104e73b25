package io.orchestratex.gateway.console.frame;

import java.util.List;

/** A field above a table that narrows it down. */
public sealed interface Filter {

  /** Name in the address. */
  String name();

  /** What people call it. */
  String label();

  /** One of some values, or any. */
  record Choice(String name, String label, List<Option> options) implements Filter {

    public Choice {
      options = List.copyOf(options);
    }

    /** A choice of values that are their own names. */
    public static Choice of(String name, String label, List<String> values) {
      return new Choice(
          name, label, values.stream().map(value -> new Option(value, value)).toList());
    }
  }

  /** A text; {@code hint} stands in the empty field. */
  record Text(String name, String label, String hint) implements Filter {}

  /** A value that stays while others are changed, and is set by a page's own link. */
  record Hidden(String name) implements Filter {

    @Override
    public String label() {
      return name;
    }
  }

  /** A value to choose. */
  record Option(String value, String label) {}
}
