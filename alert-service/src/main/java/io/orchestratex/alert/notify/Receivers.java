package io.orchestratex.alert.notify;

import io.orchestratex.alert.channel.Channel;
import io.orchestratex.alert.channel.Receiver;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The receivers of all channels. Thread-safe. */
@Singleton
public final class Receivers {

  private final List<Channel> channels;

  public Receivers(List<Channel> channels) {
    this.channels = channels;
  }

  /** Who is to get messages now. May read a store, so it is asked before a transaction begins. */
  public Deliveries inForce() {
    return new Deliveries(
        channels.stream().flatMap(channel -> channel.receivers().stream()).toList());
  }

  /** The receivers that the settings name. */
  public List<Receiver> withoutStore() {
    return channels.stream().flatMap(channel -> channel.receiversWithoutStore().stream()).toList();
  }

  /** The receiver that a delivery is for, as it is now; empty when it was switched off. */
  static Optional<Receiver> of(Channel channel, Delivery delivery) {
    return channel.receivers().stream()
        .filter(receiver -> receiver.name().equals(delivery.receiver()))
        .findFirst();
  }
}
