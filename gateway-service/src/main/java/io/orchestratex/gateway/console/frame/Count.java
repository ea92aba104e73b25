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
   * @param noun of one
   */
  public static String of(long number, String noun) {
    return of(number) + " " + noun(number, noun);
  }

  /** What so many of a thing are called: {@code policy} for one, else {@code policies}. */
  static String noun(long number, String one) {
    if (number == 1) {
      return one;
    }
    return one.endsWith("cy") ? one.substring(0, one.length() - 1) + "ies" : one + "s";
  }
}
