package io.orchestratex.alert.standby;

import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.notify.Delivery;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An alert that was raised while the store was away, with its deliveries as far as they are. It is
 * stored once, under the id that its messages already name.
 *
 * @param id of the alert
 * @param end null while the condition holds
 * @param deliveries of the beginning, then of the end
 */
public record StandbyAlert(String id, Firing firing, @Nullable End end, List<Delivery> deliveries) {

  public StandbyAlert {
    deliveries = List.copyOf(deliveries);
  }

  /** How the condition ended. */
  public record End(String resolution, Instant at) {}

  /** An alert that holds, with nothing to deliver yet. */
  static StandbyAlert of(Firing firing) {
    return new StandbyAlert(idOf(firing), firing, null, List.of());
  }

  /**
   * The same in each process and at each attempt: twelve bytes, as the store's ids are, of the
   * second in which the condition began and of the fingerprint.
   */
  public static String idOf(Firing firing) {
    return HexFormat.of()
        .formatHex(
            ByteBuffer.allocate(12)
                .putInt((int) firing.startsAt().getEpochSecond())
                .put(HexFormat.of().parseHex(firing.fingerprint()))
                .array());
  }

  public String fingerprint() {
    return firing.fingerprint();
  }

  /** The alert as it is now. */
  public Alert alert() {
    Alert open = AlertRules.raise(id, firing).next();
    return end == null ? open : AlertRules.resolve(open, end.resolution(), null, end.at()).next();
  }

  StandbyAlert with(List<Delivery> others) {
    return new StandbyAlert(id, firing, end, others);
  }

  StandbyAlert ended(String resolution, Instant at) {
    return new StandbyAlert(id, firing, new End(resolution, at), deliveries);
  }
}
