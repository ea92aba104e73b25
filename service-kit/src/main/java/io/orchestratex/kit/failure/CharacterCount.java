package io.orchestratex.kit.failure;

import io.micronaut.context.BeanContext;
import io.micronaut.context.annotation.Replaces;
import io.micronaut.validation.validator.constraints.ConstraintValidator;
import io.micronaut.validation.validator.constraints.DefaultConstraintValidators;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import jakarta.validation.constraints.Size;
import java.lang.annotation.Annotation;
import java.util.Optional;

/** Lets {@link Size} of a text count as {@link TextLength} does. */
@Singleton
@Replaces(DefaultConstraintValidators.class)
final class CharacterCount extends DefaultConstraintValidators {

  private static final ConstraintValidator<Size, CharSequence> SIZE =
      (text, size, _) -> {
        if (text == null) {
          return true;
        }
        int characters = TextLength.of(text);
        return characters >= size.intValue("min").orElse(0)
            && characters <= size.intValue("max").orElse(Integer.MAX_VALUE);
      };

  @Inject
  CharacterCount(BeanContext context) {
    super(context);
  }

  @Override
  @SuppressWarnings("unchecked")
  public <A extends Annotation, T> Optional<ConstraintValidator<A, T>> findConstraintValidator(
      Class<A> constraint, Class<T> type) {
    return constraint == Size.class && CharSequence.class.isAssignableFrom(type)
        ? Optional.of((ConstraintValidator<A, T>) SIZE)
        : super.findConstraintValidator(constraint, type);
  }
}
