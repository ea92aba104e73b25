package io.orchestratex.kit.access;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;
import java.security.Principal;

/** Gives the framework's health endpoint who may see its details; the filter notes it. */
@Singleton
final class PrincipalBinder implements TypedRequestArgumentBinder<Principal> {

  private static final Argument<Principal> TYPE = Argument.of(Principal.class);

  @Override
  public Argument<Principal> argumentType() {
    return TYPE;
  }

  @Override
  public BindingResult<Principal> bind(
      ArgumentConversionContext<Principal> context, HttpRequest<?> source) {
    return source::getUserPrincipal;
  }
}
