package io.orchestratex.alert.channel.webhook;

import java.util.Optional;

/** Where the receiver's address lives once somebody set it. Thread-safe. */
public interface ReceiverStore {

  /** What was set last; {@link Receiver#url} is empty when it was switched off. */
  Optional<Receiver> read();

  void write(Receiver receiver);

  /** The receiver of notices; an empty address means that there is none. */
  record Receiver(String url) {}
}
