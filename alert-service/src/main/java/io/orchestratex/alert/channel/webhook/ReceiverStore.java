package io.orchestratex.alert.channel.webhook;

import java.util.Optional;

/** Where the receiver's address lives once it was set over HTTP. Thread-safe. */
public interface ReceiverStore {

  /** What was set last; {@link Receiver#url} is empty when it was switched off. */
  Optional<Receiver> read();

  void write(Receiver receiver);

  /** The receiver of messages; an empty address means that there is none. */
  record Receiver(String url) {}
}
