package io.orchestratex.gateway.console.frame;

import io.micronaut.core.convert.ArgumentConversionContext;
import io.micronaut.core.type.Argument;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.bind.binders.TypedRequestArgumentBinder;
import jakarta.inject.Singleton;

/** Gives a controller's method the {@link Form} that was sent. */
@Singleton
final class FormBinder implements TypedRequestArgumentBinder<Form> {

  private static final Argument<Form> TYPE = Argument.of(Form.class);

  @Override
  public Argument<Form> argumentType() {
    return TYPE;
  }

  @Override
  public BindingResult<Form> bind(ArgumentConversionContext<Form> context, HttpRequest<?> request) {
    return () -> request.getAttribute(Form.ATTRIBUTE, Form.class);
  }
}
