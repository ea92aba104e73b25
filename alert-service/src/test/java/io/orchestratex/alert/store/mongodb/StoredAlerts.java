package io.orchestratex.alert.store.mongodb;

import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.channel.Receiver;
import io.orchestratex.alert.intake.Ledger;
import io.orchestratex.alert.lifecycle.Alert;
import io.orchestratex.alert.lifecycle.AlertRules;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import io.orchestratex.alert.notify.Deliveries;
import io.orchestratex.alert.notify.Delivery;
import io.orchestratex.alert.notify.DeliveryRules;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** Alerts and deliveries that a test puts into the database. */
final class StoredAlerts {

  static final Instant T0 = Instant.parse("2026-11-21T10:00:00Z");

  private StoredAlerts() {}

  static Firing firing(String name) {
    return new Firing("r", "s", Severity.HIGH, "m", Map.of("name", name), Map.of(), T0, T0);
  }

  static Alert store(RunningService service, Firing firing) {
    return service
        .bean(Ledger.class)
        .inTransaction(page -> {
          Alert alert = AlertRules.raise(page.newId(), firing).next();
          page.insert(alert);
          return alert;
        });
  }

  static Delivery delivery(Alert alert, Receiver receiver, String id) {
    return DeliveryRules.pending(id, new Deliveries(List.of(receiver)).of(alert).getFirst(), T0);
  }

  static void add(RunningService service, Alert alert, Receiver receiver) {
    service
        .bean(Ledger.class)
        .inTransaction(page -> {
          page.add(delivery(alert, receiver, page.newId()));
          return true;
        });
  }
}
