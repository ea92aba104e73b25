package io.orchestratex.gateway.console.frame;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import io.orchestratex.gateway.console.session.ConsoleSessions.SignedIn;
import jakarta.inject.Singleton;
import java.time.InstantSource;

/** Gives a controller's method its {@link Visit}. */
@Singleton
final class VisitBinder implements TypedRequestArgumentBinder<Visit> {

  private static final Argument<Visit> TYPE = Argument.of(Visit.class);

  private final InstantSource clock;

  VisitBinder(InstantSource clock) {
    this.clock = clock;
  }

  @Override
  public Argument<Visit> argumentType() {
    return TYPE;
  }

  @Override
  public BindingResult<Visit> bind(
      ArgumentConversionContext<Visit> context, HttpRequest<?> request) {
    return () ->
        request
            .getAttribute(Visit.SIGNED_IN, SignedIn.class)
            .map(signedIn -> Visit.of(request, signedIn, clock.instant()));
  }
}
