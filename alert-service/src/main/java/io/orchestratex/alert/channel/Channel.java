package io.orchestratex.alert.channel;

import java.util.List;

/**
 * A way to reach people. An implementation is a singleton in a folder of its own below this one; it
 * is called by one thread at a time in this process, and by other processes meanwhile.
 */
public interface Channel {

  /** A stable lower-case word, unique among channels; it is stored with each delivery. */
  String name();

  /**
   * The receivers in force, each name once; none while nothing is to be sent this way. May read a
   * store; the caller holds no transaction.
   */
  List<Receiver> receivers();

  /** The receivers of the settings, for a process that never reached its store. Reads none. */
  default List<Receiver> receiversWithoutStore() {
    return receivers();
  }

  /**
   * Delivers one message to one of the channel's receivers, within ten seconds.
   *
   * <p>Implementations throw nothing, and make a repetition harmless: either they find out that an
   * earlier attempt succeeded, or they pass the message's key on so that the receiver can.
   *
   * @param attempt from 1; more than 1 means that an earlier attempt may have succeeded
   */
  DeliveryResult deliver(Receiver receiver, AlertMessage message, int attempt);
}
