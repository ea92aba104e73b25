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
import java.util.List;

/** Offers a model of the demo provider's name. */
@Singleton
@Requires(env = "test")
final class TwinProvider implements ModelProvider {

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
    sink.finished(new Outcome.Answered("twin", new Usage(1, 1)));
    return () -> {};
  }
}
