package io.orchestratex.session.conversation;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.kit.failure.FailureException;
import io.orchestratex.session.idempotency.Idempotency;
import io.orchestratex.session.idempotency.Idempotency.End;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** How a streamed request is settled that failed. */
class AnswerStreamEndTest {

  @ParameterizedTest
  @CsvSource({"session.store-unavailable, OPEN", "provider.failed, FAILED"})
  void itsKeyIsFreeOnlyWhenNothingCanHaveBeenStored(String code, End expected) {
    List<End> ends = new ArrayList<>();
    try (ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor()) {
      AnswerStream stream =
          new AnswerStream(
              response -> response,
              failure -> ends.add(failure == null ? End.DONE : Idempotency.endOf(failure)),
              "/",
              null,
              Duration.ofHours(1),
              timer);

      stream.failed(FailureException.unavailable(code, "It is not known what was stored.", null));
    }

    assertThat(ends).containsExactly(expected);
  }
}
