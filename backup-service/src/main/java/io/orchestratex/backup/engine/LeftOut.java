package io.orchestratex.backup.engine;

/**
 * Something of a server that a backup does not hold.
 *
 * @param kind what it is, such as {@code collection}, {@code table}, {@code accounts}
 * @param name which one, such as {@code shop.orders}; for the whole server, its kind once more
 * @param reason why it is not held and what to do about it: a sentence for a person, without the
 *     name and never the raw text of a driver
 * @param failed true when it should have been taken and could not be, so that the backup is
 *     partial; false when backups never hold it
 */
public record LeftOut(String kind, String name, String reason, boolean failed) {

  /** The kind of a target of which nothing could be taken. */
  public static final String TARGET = "target";

  /** What backups of an engine never hold. */
  public static LeftOut byDesign(String kind, String name, String reason) {
    return new LeftOut(kind, name, reason, false);
  }

  /** What could not be taken this time. */
  public static LeftOut failed(String kind, String name, String reason) {
    return new LeftOut(kind, name, reason, true);
  }

  /** Which thing it is, in words. */
  public String what() {
    return kind.equals(name) ? kind : kind + " " + name;
  }

  /** What it is and why it is not held, for a person. */
  public String text() {
    return what() + ": " + reason;
  }
}
