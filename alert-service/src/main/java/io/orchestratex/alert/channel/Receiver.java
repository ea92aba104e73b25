package io.orchestratex.alert.channel;

/**
 * Where a channel delivers to.
 *
 * @param name unique among the channel's receivers; it is stored with each delivery
 * @param address what the channel needs to reach it: a file, a URL; it may be a secret
 */
public record Receiver(String channel, String name, String address) {

  /** The name of a channel's only receiver. */
  public static final String DEFAULT = "default";

  /** Without the address. */
  @Override
  public String toString() {
    return channel + "/" + name;
  }
}
