package io.orchestratex.alert.notify;

import io.orchestratex.alert.channel.AlertMessage;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.lifecycle.Alert;
import java.util.List;

/**
 * Who gets which message about an alert: the receivers are given, the rest is computed.
 *
 * @param receivers those in force when the alert changed
 */
public record Deliveries(List<Receiver> receivers) {

  public Deliveries {
    receivers = List.copyOf(receivers);
  }

  /** A message for a receiver. */
  public record Addressed(Receiver receiver, AlertMessage message) {}

  /** What is to be sent about an alert as it is now, firing or resolved: one per receiver. */
  public List<Addressed> of(Alert alert) {
    return receivers.stream()
        .map(receiver -> new Addressed(receiver, message(receiver, alert)))
        .toList();
  }

  private static AlertMessage message(Receiver receiver, Alert alert) {
    Alert.Resolution resolution = alert.resolution();
    AlertMessage.State state =
        resolution == null ? AlertMessage.State.FIRING : AlertMessage.State.RESOLVED;
    return new AlertMessage(
        key(receiver, alert, state),
        state,
        alert.id(),
        alert.rule(),
        alert.source(),
        alert.severity().wire(),
        alert.message(),
        alert.labels(),
        alert.annotations(),
        alert.fingerprint(),
        alert.startsAt(),
        resolution == null ? null : resolution.at(),
        resolution == null ? null : resolution.text());
  }

  /** Receivers know a message by it, so a channel's default receiver is not named in it. */
  private static String key(Receiver receiver, Alert alert, AlertMessage.State state) {
    String to =
        receiver.name().equals(Receiver.DEFAULT)
            ? receiver.channel()
            : receiver.channel() + "-" + receiver.name();
    return String.join(
        "-", to, alert.fingerprint(), Long.toString(alert.startsAt().toEpochMilli()), state.wire());
  }
}
