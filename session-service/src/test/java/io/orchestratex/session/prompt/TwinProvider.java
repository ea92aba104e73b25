package io.orchestratex.session.prompt;

import io.micronaut.context.annotation.Requires;
import io.orchestratex.session.provider.Model;
import io.orchestratex.session.provider.ModelProvider;
import io.orchestratex.session.provider.ModelRequest;
import io.orchestratex.session.provider.Outcome;
import io.orchestratex.session.provider.TokenSink;
import io.orchestratex.session.provider.Usage;
import jakarta.inject.Singleton;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;

/** Offers a model of the demo provider's name. */
@Singleton
@Requires(env = "test")
final class TwinProvider implements ModelProvider {

  /** A prompt that it has no time for. */
  static final String BUSY = "busy";

  /** Why it stops, in a word of its own. */
  static final String REASON = "eos_token";

  @Override
  public String id() {
    return "twin";
  }

  @Override
  public List<Model> models() {
    return List.of(new Model("demo", BigDecimal.ONE, BigDecimal.TEN));
  }

  @Override
  public ModelCall stream(ModelRequest request, TokenSink sink) {
    sink.token("twin");
    sink.finished(
        request.prompt().equals(BUSY)
            ? new Outcome.Failed("", Usage.NONE, "it has too much to do", Duration.ofSeconds(7))
            : new Outcome.Answered("twin", new Usage(1, 1), REASON));
    return () -> {};
  }
}
