package io.orchestratex.local.part.service;

import io.orchestratex.local.part.Need;
import io.orchestratex.local.part.kafka.KafkaAccount;
import io.orchestratex.local.part.mongodb.MongodbDatabase;
import java.util.List;
import java.util.Map;

/** Rules, alerts, cases and the messages about them. */
final class AlertService implements Service {

  @Override
  public String name() {
    return "alert-service";
  }

  @Override
  public int standardPort() {
    return 8084;
  }

  @Override
  public int heapMegabytes() {
    return 192;
  }

  @Override
  public List<Need> needs() {
    return List.of(new MongodbDatabase("alert"), new KafkaAccount());
  }

  @Override
  public Map<String, String> files() {
    return Map.of(
        "ORCHESTRATEX_ALERT_LOG_PATH", "logs/alerts.log",
        "ORCHESTRATEX_ALERT_STANDBY_PATH", "state/alert-standby");
  }

  /** Who runs the whole stack on a laptop has the receivers there as well. */
  @Override
  public Map<String, String> proposals() {
    return Map.of("ORCHESTRATEX_ALERT_WEBHOOK_ALLOW_LOOPBACK", "true");
  }
}
