package io.orchestratex.gateway.console.frame;

import java.util.Locale;

/** Numbers of things as people read them: {@code 1 prompt}, {@code 1,234 prompts}. */
public final class Count {

  private Count() {}

  public static String of(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /**
   * A number and what it counts.
   *
   * @param noun of one; with an {@code s} it means several
   */
  public static String of(long number, String noun) {
    return of(number) + " " + (number == 1 ? noun : noun + "s");
  }
}
