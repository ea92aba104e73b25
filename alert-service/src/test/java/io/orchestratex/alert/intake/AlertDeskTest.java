package io.orchestratex.alert.intake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.orchestratex.alert.RunningService;
import io.orchestratex.alert.lifecycle.Firing;
import io.orchestratex.alert.lifecycle.Severity;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** What the log says about alerts is what was committed. */
class AlertDeskTest {

  private final AlertDesk desk = RunningService.shared().bean(AlertDesk.class);
  private final String name = "desk-" + UUID.randomUUID();
  private final ListAppender<ILoggingEvent> lines = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(AlertTransaction.class);

  @BeforeEach
  void listen() {
    lines.start();
    logger.addAppender(lines);
  }

  @AfterEach
  void stopListening() {
    logger.detachAppender(lines);
  }

  private Firing firing() {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MILLIS);
    return new Firing(
        "desk-test",
        "test",
        Severity.HIGH,
        name,
        Map.of("alertname", "desk-test", "name", name),
        Map.of(),
        now,
        now);
  }

  private List<String> about() {
    return List.copyOf(lines.list).stream()
        .map(ILoggingEvent::getFormattedMessage)
        .filter(line -> line.contains(name))
        .toList();
  }

  @Test
  void aChangeThatIsUndoneLeavesNoLine() {
    Firing firing = firing();
    assertThatThrownBy(() ->
            desk.commit(open -> {
              open.raise(firing);
              throw new IllegalStateException("undone");
            }))
        .hasMessage("undone");
    assertThat(about()).isEmpty();

    desk.raise(firing);
    assertThat(about()).containsExactly(name);

    desk.end(firing.fingerprint(), "over, " + name);
    assertThat(about()).containsExactly(name, "alert resolved: over, " + name);
  }
}
