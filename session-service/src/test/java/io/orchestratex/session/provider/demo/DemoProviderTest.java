package io.orchestratex.session.provider.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.orchestratex.session.provider.ModelProvider;
import io.orchestratex.session.provider.ModelProviderContract;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.ModelSettings;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.RecordingSink;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class DemoProviderTest extends ModelProviderContract {

  private final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1);

  @AfterEach
  void stop() {
    timer.shutdownNow();
  }

  private ModelProvider provider(Duration delay) {
    return new DemoProvider(
        new DemoSettings(true, delay, new BigDecimal("0.10"), new BigDecimal("0.40")), timer);
  }

  @Override
  protected ModelProvider provider() {
    return provider(Duration.ZERO);
  }

  @Override
  protected ModelProvider slowProvider() {
    return provider(Duration.ofMillis(100));
  }

  private Outcome ask(String prompt, ModelSettings settings) {
    RecordingSink sink = new RecordingSink();
    var _ = provider().stream(new ModelRequest("demo", prompt, List.of(), settings), sink);
    return sink.awaitEnd();
  }

  @Test
  void saysThatItIsNoRealModelAndSaysTheSameAgain() {
    String answer = ask("What is up?", ModelSettings.NONE).text();

    assertThat(answer).startsWith("[demo model] ").contains("What is up?");
    assertThat(ask("What is up?", ModelSettings.NONE).text()).isEqualTo(answer);
    assertThat(ask("Something else", ModelSettings.NONE).text()).isNotEqualTo(answer);
  }

  @Test
  void stopsAtTheMostTokensThatAreWanted() {
    Outcome outcome = ask("What is up?", new ModelSettings(null, null, 5));

    assertThat(outcome.usage().outputTokens()).isEqualTo(5);
    assertThat(outcome.text().split("\\s+")).hasSize(5);
  }

  @Test
  void countsThePromptByWords() {
    assertThat(ask("one two three", ModelSettings.NONE).usage().inputTokens()).isEqualTo(3);
  }
}
