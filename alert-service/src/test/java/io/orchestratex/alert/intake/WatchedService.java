package io.orchestratex.alert.intake;

import io.orchestratex.alert.Receiver;
import io.orchestratex.alert.RunningService;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** A running service, a receiver of its webhooks, and a target of each test's own. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class WatchedService {

  Receiver receiver;
  RunningService service;
  WatchedTarget target;

  private final String suffix;

  WatchedService(String suffix) {
    this.suffix = suffix;
  }

  /** What the service is told beside where its engines are. */
  Map<String, String> variables() {
    return Map.of();
  }

  @BeforeAll
  void start() {
    receiver = new Receiver();
    service = new RunningService(suffix, variables());
  }

  @AfterAll
  void stop() {
    service.close();
    receiver.close();
  }

  @BeforeEach
  void begin() {
    receiver.answer.set(200);
    target = new WatchedTarget(service, receiver);
  }
}
