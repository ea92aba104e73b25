package io.orchestratex.local.part;

/** What the database of a test is called. */
public final class FreshName {

  private static final int LONGEST = 60;

  private FreshName() {}

  /**
   * A name that no other test has.
   *
   * @throws IllegalArgumentException when an engine would refuse its length
   */
  public static String of(String database, String suffix) {
    String name = database + "_" + suffix;
    if (name.length() > LONGEST) {
      throw new IllegalArgumentException("suffix too long: " + suffix);
    }
    return name;
  }
}
