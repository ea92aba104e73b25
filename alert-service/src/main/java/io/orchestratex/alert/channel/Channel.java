package io.orchestratex.alert.channel;

/**
 * A way to tell people. An implementation is a singleton in a folder of its own below this one; it
 * is called by one thread at a time in this process, and by other processes meanwhile.
 */
public interface Channel {

  /** A stable lower-case word, unique among channels; it is stored with each notice. */
  String name();

  /** Whether there is somebody to tell; while there is not, notices are not made. */
  boolean ready();

  /**
   * Tells one notice, within ten seconds.
   *
   * <p>Implementations throw nothing, and make a repetition harmless: either they find out that an
   * earlier attempt succeeded, or they pass the notice's key on so that the receiver can.
   *
   * @param attempt from 1; more than 1 means that an earlier attempt may have succeeded
   */
  Delivery tell(Notice notice, int attempt);
}
